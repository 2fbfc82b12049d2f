import type { ClientId } from './client-id';
import type { Limits } from './command';
import { emptyHistory, type HistoryWindow } from './history';
import type { Name } from './name';

/** Who has entered. */
export interface Client {
  readonly id: ClientId;
  readonly name: Name;
  /** The comparison key of the room it is in. */
  readonly room: string;
  readonly remote: string;
  /** When it entered, in ms since 1970. */
  readonly since: number;
}

export interface Room {
  /** As it is shown. */
  readonly name: string;
  readonly members: ReadonlySet<ClientId>;
  readonly history: HistoryWindow;
}

/** The whole chat, as of an entry. Immutable. */
export interface ChatState {
  readonly seq: number;
  readonly at: number;
  readonly limits: Limits;
  readonly clients: ReadonlyMap<ClientId, Client>;
  /** Who holds a name, by the name's comparison keys. */
  readonly holders: ReadonlyMap<string, ClientId>;
  /** By the comparison key of the room's name. */
  readonly rooms: ReadonlyMap<string, Room>;
}

export const emptyChat: ChatState = {
  seq: 0,
  at: 0,
  limits: { history: 100 },
  clients: new Map(),
  holders: new Map(),
  rooms: new Map(),
};

export const emptyRoom = (name: string): Room => ({ name, members: new Set(), history: emptyHistory });
