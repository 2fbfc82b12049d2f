import type { ClientId } from './client-id';
import type { Audience } from './events';

export const everybody: Audience = { kind: 'everybody' };
export const only = (client: ClientId): Audience => ({ kind: 'client', client });
export const inRoom = (room: string): Audience => ({ kind: 'room', room });
/** A room, where the author hears of it in a way of its own. */
export const fromIn = (except: ClientId, room: string): Audience => ({ kind: 'room', room, except });
