import type { CloseReason } from './close-reason';
import type { JournalItem } from '../../chat';
import type { PauseReason } from '../flow/pause-control';

/** Counters of the clients of one dialect. The chat adds to these numbers at each write. */
export interface DeliveryCounters {
  /** Lines of rooms that were written, counted once for each client. */
  lines: number;
  /** Bytes that were written, of lines and answers. */
  bytes: number;
  /** Lines of rooms that were skipped for slow clients, counted once for each client. */
  skipped: number;
}

/** Gauges of a chat at one moment. */
export interface StatsSnapshot {
  /** Clients that have entered, by the name of their dialect. */
  readonly clients: ReadonlyMap<string, number>;
  /** Clients that have not entered, by the name of their dialect. */
  readonly unregistered: ReadonlyMap<string, number>;
  /** Clients whose lines wait, by reason; a client may have several reasons. */
  readonly pausedByReason: Readonly<Record<PauseReason, number>>;
  /** Clients that must read something before the server writes more to them. */
  readonly lagging: number;
  /** The greatest lag of a client behind its room, in bytes. */
  readonly maxLagBytes: number;
  /** Bytes of rooms that are retained for slow clients. */
  readonly retainedBytes: number;
  /** Rooms that have members. */
  readonly rooms: number;
}

/** The limit for which a connection was rejected. */
export type LimitRejection = 'max-clients' | 'max-per-address';

/** Why a TLS port closed a socket before it was a connection. */
export type HandshakeRejection = 'plain-text' | 'handshake' | 'handshake-timeout' | 'max-handshakes';

/** Why an HTTP request was rejected: its origin, or its host. */
export type RequestRejection = 'origin' | 'host';

/** Why a connection was rejected before it was a client. */
export type RejectionReason = LimitRejection | HandshakeRejection | RequestRejection;

/** The kind of a secret: the password, the operators' secret, a resume token. */
export type SecretKind = 'password' | 'operator' | 'resume';

/**
 * Counts what a chat does, such as for metrics. A method that throws is logged once, as `meter-failed`; the chat goes on.
 * A meter is for one chat.
 */
export interface Meter {
  /** The counters of a dialect, by its name. Must return the same object each time. */
  counters(dialect: string): DeliveryCounters;
  /** Called after each turn, with its items and the ms to reduce, route and write it. */
  onTurn(items: readonly JournalItem[], ms: number): void;
  /** Called for each connection that is rejected: by the chat for its limits, by `serve` for its listeners. */
  onRejected(reason: RejectionReason): void;
  /** Called for each connection that is closed, with the reason that the log has. */
  onClosed(reason: CloseReason): void;
  /** Called for each wrong secret. An attempt that is refused without a check does not count. */
  onWrongSecret(kind: SecretKind): void;
  /** Called once, with a function that may be called at any later time. */
  setStatsSource(census: () => StatsSnapshot): void;
}
