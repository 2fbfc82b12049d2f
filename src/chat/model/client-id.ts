/** Tells clients apart. No two clients share one, not even across runs of the server. */
export type ClientId = string;

/** The client id of the server itself: what it says and decides is ordered like everything else. */
export const SERVER: ClientId = 'server';
