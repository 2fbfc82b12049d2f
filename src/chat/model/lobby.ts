import type { Name } from '../text/name';

/** The room where everybody comes in who names no other. It is always there, whatever the cap on rooms. */
export const LOBBY: Name = { text: 'lobby', keys: ['lobby', 'lobby'] };
