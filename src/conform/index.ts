export type { Check, Outcome, Profile, Result } from './runner/check';
export { countResults } from './report/count';
export { endpoint, type Target } from './client/connect';
export { junit } from './report/junit';
export { Unreachable } from './client/errors';
export { profiles, type ProfileName } from './profiles';
export { report } from './report/text-report';
export { conform } from './runner/run';
export type { RunSettings } from './client/context';
