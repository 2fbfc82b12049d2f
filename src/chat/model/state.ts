import type { ClientId } from './client-id';
import type { Limits } from './command';
import { emptyHistory, type HistoryWindow } from './history';
import type { Name } from '../text/name';
import type { Sanctions } from './sanctions';

/** Who has entered. */
export interface Client {
  readonly id: ClientId;
  readonly name: Name;
  /** The comparison key of the room it is in. */
  readonly room: string;
  readonly remote: string;
  /** When it came to that room, by the log's own clock. */
  readonly since: number;
  readonly operator: boolean;
  /** The hash of the word by which it may be picked up. */
  readonly resumeTokenHash?: string;
}

/** Where somebody left, for who shows the word. */
export interface ResumePoint {
  /** Who it was, and may still be: then it is a ghost, or about to be. */
  readonly client: ClientId;
  readonly name: Name;
  /** Where it came from; undefined within this machine, and in a folder of rx-chat 0.1. */
  readonly address?: string;
  /** The comparison key of its room, and the name that is shown. */
  readonly room: string;
  readonly roomName: string;
  /** The seq of the last entry of its own: it was there then. */
  readonly lastOwnSeq: number;
  /** The seq with which it left; 0 while it is here. */
  readonly leftSeq: number;
  /** Until when the word holds, by the log's own clock. */
  readonly expiresAt: number;
}

export interface Room {
  /** As it is shown. */
  readonly name: string;
  /** Empty if none was set. */
  readonly topic: string;
  readonly members: ReadonlySet<ClientId>;
  readonly history: HistoryWindow;
}

/**
 * What durations run by. The wall clock may be wrong, and set back; this clock goes on as the machine measures, so its
 * times are those of the wall clock less what that was set by.
 */
export interface LogClock {
  /** What it showed at the last entry, in ms. It never runs backwards. */
  readonly time: number;
  /** By how much the wall clock is ahead of it, in ms. */
  readonly skew: number;
  /** How much of it was a silence before a start that is not certain yet, in ms. */
  readonly doubt: number;
  /** The latest date of an entry so far, in ms since 1970. */
  readonly latest: number;
}

/** The whole chat, as of an entry. Immutable. */
export interface ChatState {
  readonly seq: number;
  /** The date of that entry, in ms since 1970. */
  readonly at: number;
  readonly clock: LogClock;
  readonly limits: Limits;
  readonly clients: ReadonlyMap<ClientId, Client>;
  /** Who holds a name, by the name's comparison keys. */
  readonly nameOwners: ReadonlyMap<string, ClientId>;
  /** By the comparison key of the room's name. */
  readonly rooms: ReadonlyMap<string, Room>;
  /** By a name's comparison keys, and by address. */
  readonly bans: Sanctions;
  /** By a name's comparison keys. */
  readonly mutes: Sanctions;
  /** By the hash of the word. */
  readonly resumePoints: ReadonlyMap<string, ResumePoint>;
  /** The seq of the last thing that somebody said, of those who have a word. */
  readonly lastMessageSeq: ReadonlyMap<ClientId, number>;
  /** The seq of the newest message that went with a room that had to give way; 0 if none did. */
  readonly evictedSeq: number;
}

export const emptyChat: ChatState = {
  seq: 0,
  at: 0,
  clock: { time: 0, skew: 0, doubt: 0, latest: 0 },
  limits: { history: 100, rooms: 1000 },
  clients: new Map(),
  nameOwners: new Map(),
  rooms: new Map(),
  bans: new Map(),
  mutes: new Map(),
  resumePoints: new Map(),
  lastMessageSeq: new Map(),
  evictedSeq: 0,
};

export const emptyRoom = (name: string, lostSeq: number): Room => ({
  name,
  topic: '',
  members: new Set(),
  history: { ...emptyHistory, lostSeq },
});
