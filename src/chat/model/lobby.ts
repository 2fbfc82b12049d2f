import type { Name } from '../text/name';

/** The room that each client enters by default. It always exists, whatever the limit of rooms. */
export const LOBBY: Name = { text: 'lobby', keys: ['lobby', 'lobby'] };
