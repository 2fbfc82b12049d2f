import { budget } from './checks/budget';
import { chat } from './checks/chat';
import type { Profile } from './runner/check';
import { json } from './checks/json';
import { netcat } from './checks/netcat';

/** The kinds of servers that can be judged. Each makes a profile for one run, which gets to know its server. */
export const profiles = { netcat, budget, chat, json } as const satisfies Record<string, () => Profile>;

export type ProfileName = keyof typeof profiles;
