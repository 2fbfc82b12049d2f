import { budget } from './checks/budget';
import { chat } from './checks/chat';
import { json } from './checks/json';
import { netcat } from './checks/netcat';
import type { Profile } from './runner/check';

export type { Check, Outcome, Profile, Result } from './runner/check';
export { countResults, report } from './report/text-report';
export { endpoint, type Target } from './client/connect';
export { junit } from './report/junit';
export { Unreachable } from './client/errors';
export { conform } from './runner/run';
export type { RunSettings } from './client/context';

/** The kinds of servers that can be judged. Each makes a profile for one run, which gets to know its server. */
export const profiles = { netcat, budget, chat, json } as const satisfies Record<string, () => Profile>;

export type ProfileName = keyof typeof profiles;
