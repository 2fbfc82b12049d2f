export type { Check, Ending, Profile, Result } from './check';
export { count } from './count';
export { endpoint, type Target } from './dial';
export { junit } from './junit';
export { Unreachable } from './outcome';
export { profiles, type ProfileName } from './profiles';
export { report } from './report';
export { conform } from './run';
export type { Settings } from './stage';
