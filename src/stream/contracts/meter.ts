import type { CloseReason } from './close-reason';
import type { JournalItem } from '../../chat';
import type { PauseReason } from '../flow/pause-control';

/** What the clients of a dialect have been handed so far. Plain numbers, for they are counted at each write. */
export interface DeliveryCounters {
  /** Lines of rooms, once for each client that one was handed to. */
  lines: number;
  /** All that was written, in bytes. */
  bytes: number;
  /** Lines of rooms that clients were skipped over. */
  skipped: number;
}

/** How things stand at a moment. */
export interface StatsSnapshot {
  /** Those who are in, by the name of their dialect, and those who have not entered. */
  readonly clients: ReadonlyMap<string, number>;
  readonly unregistered: ReadonlyMap<string, number>;
  /** Whose lines wait, for each reason that they may have to; a client may have several. */
  readonly pausedByReason: Readonly<Record<PauseReason, number>>;
  /** Those who have to take something before more is written to them. */
  readonly lagging: number;
  /** How far the furthest of them is behind, in bytes. */
  readonly maxLagBytes: number;
  /** What the tapes keep for them, in bytes. */
  readonly retainedBytes: number;
  readonly rooms: number;
}

/** Which cap a connection was refused for. */
export type LimitRejection = 'max-clients' | 'max-per-address';

/** Why a TLS port let a socket go before it was a connection. */
export type HandshakeRejection = 'plain-text' | 'handshake' | 'handshake-timeout' | 'max-handshakes';

/** What a request over HTTP was refused for: the page it comes from, or the host it asks. */
export type RequestRejection = 'origin' | 'host';

/** Why a connection was refused before it was a client. */
export type RejectionReason = LimitRejection | HandshakeRejection | RequestRejection;

/** What may be guessed: the password, the operators' secret, a word to pick up by. */
export type SecretKind = 'password' | 'operator' | 'resume';

/** Takes down what a chat does: per turn and per write, never per message and client. */
export interface Meter {
  /** What is counted up for the clients of a dialect. The same one each time. */
  counters(dialect: string): DeliveryCounters;
  /** A turn is done: what it was made of, and how long it took to fold, route and write it. */
  onTurn(items: readonly JournalItem[], ms: number): void;
  /** A connection was refused. The chat tells of caps, and `serve` of what its listeners refuse. */
  onRejected(reason: RejectionReason): void;
  /** A connection is closed, for the reason that the log has. */
  onClosed(reason: CloseReason): void;
  /** A secret was wrong. Those that were refused unseen are not counted. */
  onWrongSecret(kind: SecretKind): void;
  /** How things stand may be asked at any time from here on. */
  setStatsSource(census: () => StatsSnapshot): void;
}
