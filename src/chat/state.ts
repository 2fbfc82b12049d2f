import type { ClientId } from './client-id';
import type { Limits } from './command';
import { emptyHistory, type HistoryWindow } from './history';
import type { Name } from './name';
import type { Sanctions } from './sanctions';

/** Who has entered. */
export interface Client {
  readonly id: ClientId;
  readonly name: Name;
  /** The comparison key of the room it is in. */
  readonly room: string;
  readonly remote: string;
  /** When it came to that room, in ms since 1970. */
  readonly since: number;
  readonly operator: boolean;
}

export interface Room {
  /** As it is shown. */
  readonly name: string;
  /** Empty if none was set. */
  readonly topic: string;
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
  /** By a name's comparison keys, and by address. */
  readonly bans: Sanctions;
  /** By a name's comparison keys. */
  readonly mutes: Sanctions;
  /** The seq of the newest message that went with a room that had to give way; 0 if none did. */
  readonly lost: number;
}

export const emptyChat: ChatState = {
  seq: 0,
  at: 0,
  limits: { history: 100, rooms: 1000 },
  clients: new Map(),
  holders: new Map(),
  rooms: new Map(),
  bans: new Map(),
  mutes: new Map(),
  lost: 0,
};

export const emptyRoom = (name: string, lost: number): Room => ({
  name,
  topic: '',
  members: new Set(),
  history: { ...emptyHistory, lost },
});
