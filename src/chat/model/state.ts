import type { ClientId } from './client-id';
import type { Limits } from './command';
import { emptyHistory, type HistoryWindow } from './history';
import type { Name } from '../text/name';
import type { Sanctions } from './sanctions';

/** A client that has entered. */
export interface Client {
  /** The id of its connection. */
  readonly id: ClientId;
  /** Its name. */
  readonly name: Name;
  /** The comparison key of the room it is in. */
  readonly room: string;
  /** Its address, as `ADDRESS:PORT`. */
  readonly remote: string;
  /** The time of its join, in ms, by the clock of the log. */
  readonly since: number;
  /** Whether it has shown the operators' secret. */
  readonly operator: boolean;
  /** The hash of its resume token. */
  readonly resumeTokenHash?: string;
}

/** The place where a client was, for the client that shows its resume token. */
export interface ResumePoint {
  /** The id of that client, which may still be connected. */
  readonly client: ClientId;
  /** Its name. */
  readonly name: Name;
  /** Its address; undefined within this machine, and in a folder of rx-chat 0.1. */
  readonly address?: string;
  /** The comparison key of its room. */
  readonly room: string;
  /** The name of its room, as it is shown. */
  readonly roomName: string;
  /** The `seq` of the last entry of its own. */
  readonly lastOwnSeq: number;
  /** The `seq` of its leave; 0 while it is connected. */
  readonly leftSeq: number;
  /** The time at which the token expires, in ms, by the clock of the log. */
  readonly expiresAt: number;
}

/** A room. */
export interface Room {
  /** Its name, as it is shown. */
  readonly name: string;
  /** Its topic; empty if none was set. */
  readonly topic: string;
  /** The ids of its members, in the order of their joins. */
  readonly members: ReadonlySet<ClientId>;
  /** Its last messages. */
  readonly history: HistoryWindow;
}

/**
 * The clock of the log, which measures durations. It runs as the monotonic clock of the machine does, so that setting the
 * wall clock changes no duration.
 */
export interface LogClock {
  /** Its time at the last entry, in ms. It never runs backwards. */
  readonly time: number;
  /** How far the wall clock is ahead of it, in ms. */
  readonly skew: number;
  /** How much of it, in ms, is a silence before a start whose length is not certain yet. */
  readonly doubt: number;
  /** The latest date of an entry so far, in ms since 1970. */
  readonly latest: number;
}

/** The state of the chat after an entry. Immutable. */
export interface ChatState {
  /** The `seq` of the last entry; 0 before the first. */
  readonly seq: number;
  /** The date of that entry, in ms since 1970. */
  readonly at: number;
  /** The clock of the log. */
  readonly clock: LogClock;
  /** The limits of the reducer. */
  readonly limits: Limits;
  /** The clients that have entered, by id. */
  readonly clients: ReadonlyMap<ClientId, Client>;
  /** The id of the client that has a name, by the comparison keys of the name. */
  readonly nameOwners: ReadonlyMap<string, ClientId>;
  /** The rooms, by the comparison key of the name. */
  readonly rooms: ReadonlyMap<string, Room>;
  /** The bans, by the comparison keys of a name, and by address. */
  readonly bans: Sanctions;
  /** The mutes, by the comparison keys of a name. */
  readonly mutes: Sanctions;
  /** The resume points, by the hash of the token. */
  readonly resumePoints: ReadonlyMap<string, ResumePoint>;
  /** The `seq` of the last message of each client that has a resume token. */
  readonly lastMessageSeq: ReadonlyMap<ClientId, number>;
  /** The `seq` of the newest message of a room that was evicted; 0 if none was. */
  readonly evictedSeq: number;
}

/** The state of a chat before its first entry. */
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
