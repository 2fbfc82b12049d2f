import type { ClientId } from './client-id';
import type { Audience, OutboundSignal } from './events';

export const toAll: OutboundSignal['audience'] = { kind: 'everybody' };
export const toClient = (client: ClientId): OutboundSignal['audience'] => ({ kind: 'client', client });
export const toRoom = (room: string): Audience => ({ kind: 'room', room });
/** A room; the author gets the event in another form. */
export const roomExcept = (except: ClientId, room: string): Audience => ({ kind: 'room', room, except });
