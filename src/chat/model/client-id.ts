/** The id of a client. No two clients have the same one, also across runs of the server. */
export type ClientId = string;

/** The id of the server itself, which is the author of its own commands. */
export const SERVER: ClientId = 'server';
