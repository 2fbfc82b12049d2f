import { budget } from './budget';
import { chat } from './chat';
import type { Profile } from './check';
import { json } from './json';
import { netcat } from './netcat';

/** The kinds of servers that can be judged. Each makes a profile for one run, which gets to know its server. */
export const profiles = { netcat, budget, chat, json } as const satisfies Record<string, () => Profile>;

export type ProfileName = keyof typeof profiles;
