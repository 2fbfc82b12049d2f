import { randomBytes } from 'node:crypto';

/** No two processes share it: client ids stay unique over restarts. */
const PROCESS_ID_PREFIX = randomBytes(6).toString('hex');
let connections = 0;

/** An id that no other connection has, nor had. */
export const nextClientId = (): string => `${PROCESS_ID_PREFIX}-${(++connections).toString(36)}`;
