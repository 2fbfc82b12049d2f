import { receive } from './server-reducer';
import type { LinkEvent } from '../connection/connection-event';
import type { Request } from '../protocol/client-requests';
import { toDoor, lose, opening, tick } from './connection-reducer';
import { again, discard, enterAs, listRooms, look, recall, resend, submit } from './user-reducer';
import type { State } from './state';

/** What happens to the page: from its connection, and from the person in front of it. */
export type Happening = { readonly at: number } & (
  | LinkEvent
  | { readonly kind: 'tick' }
  | {
      readonly kind: 'enter';
      readonly name: string;
      readonly room: string;
      readonly password: string;
    }
  | { readonly kind: 'submit'; readonly requests: readonly Request[] }
  | { readonly kind: 'recall' }
  | { readonly kind: 'look'; readonly reading: boolean }
  | { readonly kind: 'again' }
  | { readonly kind: 'other-name' }
  | { readonly kind: 'resend'; readonly id: number }
  | { readonly kind: 'discard'; readonly id: number }
  | { readonly kind: 'list-rooms' }
);

/** The page's fold: what it knows after something has happened. Pure; what is to be sent is in its `outbox`. */
export const step = (before: State, happening: Happening): State => {
  const state = before.outbox.length === 0 ? before : { ...before, outbox: [] };
  const { at } = happening;
  switch (happening.kind) {
    case 'opening':
      return opening(state, at);
    case 'received':
      return receive({ ...state, heardAt: at }, happening.object, at);
    case 'lost':
      return lose(state, happening, at);
    case 'tick':
      return tick(state, at);
    case 'enter':
      return enterAs(state, happening, at);
    case 'submit':
      return submit(state, happening.requests, at);
    case 'recall':
      return recall(state, at);
    case 'look':
      return look(state, happening.reading);
    case 'again':
      return again(state, at);
    case 'other-name':
      return toDoor(state);
    case 'resend':
      return resend(state, happening.id, at);
    case 'discard':
      return discard(state, happening.id);
    case 'list-rooms':
      return listRooms(state, at);
  }
};
