import type { Item } from '../../chat';
import type { PauseReason } from '../flow/pause-control';

/** What the clients of a dialect have been handed so far. Plain numbers, for they are counted at each write. */
export interface Handed {
  /** Lines of rooms, once for each client that one was handed to. */
  lines: number;
  /** All that was written, in bytes. */
  bytes: number;
  /** Lines of rooms that clients were skipped over. */
  skipped: number;
}

/** How things stand at a moment. */
export interface Census {
  /** Those who are in, by the name of their dialect, and those who have not entered. */
  readonly clients: ReadonlyMap<string, number>;
  readonly unnamed: ReadonlyMap<string, number>;
  /** Whose lines wait, for each reason that they may have to; a client may have several. */
  readonly paused: Readonly<Record<PauseReason, number>>;
  /** Those who have to take something before more is written to them. */
  readonly lagging: number;
  /** How far the furthest of them is behind, in bytes. */
  readonly lag: number;
  /** What the tapes keep for them, in bytes. */
  readonly kept: number;
  readonly rooms: number;
}

/** Which cap a connection was refused for. */
export type CapRefusal = 'max-clients' | 'max-per-address';

/** Why a TLS port let a socket go before it was a connection. */
export type HandshakeRefusal = 'plain-text' | 'handshake' | 'handshake-timeout' | 'max-handshakes';

/** What a request over HTTP was refused for: the page it comes from, or the host it asks. */
export type RequestRefusal = 'origin' | 'host';

/** Why a connection was refused before it was a client. */
export type RefusedFor = CapRefusal | HandshakeRefusal | RequestRefusal;

/** What may be guessed: the password, the operators' secret, a word to pick up by. */
export type SecretKind = 'password' | 'operator' | 'resume';

/** Takes down what a chat does: per turn and per write, never per message and client. */
export interface Meter {
  /** What is counted up for the clients of a dialect. The same one each time. */
  handed(dialect: string): Handed;
  /** A turn is done: what it was made of, and how long it took to fold, route and write it. */
  turn(items: readonly Item[], ms: number): void;
  /** A connection was refused. The chat tells of caps, and `serve` of what its listeners refuse. */
  refused(reason: RefusedFor): void;
  /** A connection is closed, for the cause that the log has. */
  closed(cause: string): void;
  /** A secret was wrong. Those that were refused unseen are not counted. */
  wrongSecret(kind: SecretKind): void;
  /** How things stand may be asked at any time from here on. */
  watch(census: () => Census): void;
}
