import { onServerMessage } from './server-reducer';
import type { ConnectionEvent } from '../connection/connection';
import type { ClientRequest } from '../protocol/client-requests';
import { showForm, onDisconnected, onConnecting, onTick } from './connection-reducer';
import { reconnect, discard, enter, listRooms, setReading, loadOlder, resend, submit } from './user-reducer';
import type { State } from './state';

/** The actions of the web client: from its connection, and from its user. */
export type Action = { readonly at: number } & (
  | ConnectionEvent
  | { readonly kind: 'tick' }
  | {
      readonly kind: 'enter';
      readonly name: string;
      readonly room: string;
      readonly password: string;
    }
  | { readonly kind: 'submit'; readonly requests: readonly ClientRequest[] }
  | { readonly kind: 'recall' }
  | { readonly kind: 'look'; readonly reading: boolean }
  | { readonly kind: 'again' }
  | { readonly kind: 'other-name' }
  | { readonly kind: 'resend'; readonly id: number }
  | { readonly kind: 'discard'; readonly id: number }
  | { readonly kind: 'list-rooms' }
);

/** The page's fold: what it knows after something has happened. Pure; what is to be sent is in its `outbox`. */
export const reduce = (before: State, happening: Action): State => {
  const state = before.outbox.length === 0 ? before : { ...before, outbox: [] };
  const { at } = happening;
  switch (happening.kind) {
    case 'opening':
      return onConnecting(state, at);
    case 'received':
      return onServerMessage({ ...state, heardAt: at }, happening.object, at);
    case 'lost':
      return onDisconnected(state, happening, at);
    case 'tick':
      return onTick(state, at);
    case 'enter':
      return enter(state, happening, at);
    case 'submit':
      return submit(state, happening.requests, at);
    case 'recall':
      return loadOlder(state, at);
    case 'look':
      return setReading(state, happening.reading);
    case 'again':
      return reconnect(state, at);
    case 'other-name':
      return showForm(state);
    case 'resend':
      return resend(state, happening.id, at);
    case 'discard':
      return discard(state, happening.id);
    case 'list-rooms':
      return listRooms(state, at);
  }
};
