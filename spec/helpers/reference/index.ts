import type { ProfileName } from '../../../src/conform';
import { budgetManners } from './budget';
import { chatManners } from './chat';
import type { Manners } from './guest';
import { jsonManners } from './json';
import { listen, type Has, type ReferenceServer } from './listen';
import { netcatManners } from './netcat';

const manners: Readonly<Record<ProfileName, (has: Has) => Manners>> = {
  netcat: netcatManners,
  budget: budgetManners,
  chat: chatManners,
  json: jsonManners,
};

/** Takes connections, and says nothing. */
const mute: Manners = {
  greet: () => undefined,
  hear: () => undefined,
  tooLong: () => undefined,
  leave: () => undefined,
};

/** A small server that keeps to all rules of a profile, but for the fault that it is given. */
export const reference = (profile: ProfileName, fault = ''): Promise<ReferenceServer> => {
  const has: Has = (each) => each === fault;
  return listen(has('never answers') ? mute : manners[profile](has), has);
};
