import type { ClientId } from './client-id';
import type { Audience, OutboundMessages, OutboundSignal } from './events';

export const toAll: OutboundSignal['audience'] = { kind: 'everybody' };
export const toClient = (client: ClientId): OutboundSignal['audience'] => ({ kind: 'client', client });
export const toRoom = (room: string): Audience => ({ kind: 'room', room });
/** A room, where the author hears of it in a way of its own. */
export const roomExcept = (except: ClientId, room: string): OutboundMessages['audience'] => ({
  kind: 'room',
  room,
  except,
});
