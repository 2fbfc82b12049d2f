import type { ClientId } from './client-id';
import type { Audience } from './events';

export const toAll: Audience = { kind: 'everybody' };
export const toClient = (client: ClientId): Audience => ({ kind: 'client', client });
export const toRoom = (room: string): Audience => ({ kind: 'room', room });
/** A room, where the author hears of it in a way of its own. */
export const roomExcept = (except: ClientId, room: string): Audience => ({ kind: 'room', room, except });
