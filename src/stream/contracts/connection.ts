import type { Observable } from 'rxjs';
import type { CloseReason } from './close-reason';
import type { ErrorReplyCode } from '../../chat';

/** The value that a transport emits in place of an invalid line. */
export type InvalidLine = LineTooLong | InputOverrun | ForeignProtocol;

/** A line is longer than `maxLine`: the client gets a refusal, and stays. */
export interface LineTooLong {
  readonly kind: 'too-long';
  /** The longest line, in bytes. */
  readonly max: number;
}

/** The client has passed a limit that ends its connection: it gets a refusal, and is closed. */
export interface InputOverrun {
  readonly kind: 'overrun';
  /** The limit: a line without an end, or telnet commands without an end. */
  readonly code: Extract<ErrorReplyCode, 'endless-line' | 'bad-telnet'>;
  /** The refusal in English. */
  readonly text: string;
}

/** The client speaks another protocol: it gets an answer in that protocol, and is closed. */
export interface ForeignProtocol {
  readonly kind: 'foreign';
  /** The protocol. */
  readonly protocol: 'TLS' | 'HTTP' | 'SSH';
  /** The answer, as it is written. */
  readonly answer: string;
}

/**
 * The connection of one client: lines in, pieces of text out, whatever carries them. An implementation MUST:
 *
 * 1. emit each line once, without its newline, and nothing for a last line that was not terminated;
 * 2. complete `line$` exactly once, however the connection ends, with `closeReason` set before; never error;
 * 3. emit nothing between `pause()` and `resume()`, lose nothing meanwhile, and still notice the end;
 * 4. take every `write` in order, and call `onDrain` after a `write` that returned false, once there is room;
 * 5. call `onEnd` when the client has said that no more lines will come, before the last of them;
 * 6. on `end`, flush, then close, within a bounded time; on `destroy`, close immediately;
 * 7. call `onClose` once, when it is closed both ways, after `line$` has completed.
 *
 * `onDrain`, `onEnd` and `onClose` are properties that their one owner sets, and not listeners: an emitter would cost each of
 * ten thousand silent clients its own memory.
 */
export interface Connection {
  /** The id of the client. No two connections of a chat may have the same one. */
  readonly id: string;
  /** The address of the client: `ADDRESS:PORT`, an IPv6 address in brackets; an IPv4-mapped address as IPv4. */
  readonly remote: string;
  /** The lines of the client. It completes when the client disconnects. At most one subscriber. */
  readonly line$: Observable<string | InvalidLine>;
  /** Why it ended: the client, an error of the stream, or the first reason given to `end` or `destroy`. */
  readonly closeReason: CloseReason | undefined;
  /** Stops the lines. */
  pause(): void;
  /** Emits lines again. */
  resume(): void;
  /** Writes whole lines. False: wait for `onDrain` before the next. */
  write(pieces: readonly (Uint8Array | string)[]): boolean;
  /** Bytes that were written and that the kernel has not taken. */
  readonly writableLength: number;
  /** Called after a `write` that returned false, once there is room. Set by the output of the session. */
  onDrain: () => void;
  /** Called when the client has ended its side, before its last lines. Set by the session. */
  onEnd: () => void;
  /** Called once, when the connection is closed both ways. Set by the owner of the connections. */
  onClose: () => void;
  /** Flushes and closes. The reason is taken unless one is known already. */
  end(reason: CloseReason): void;
  /** Closes at once. The reason is taken unless one is known already. */
  destroy(reason: CloseReason): void;
}

/** Where a transport listens. */
export interface Address {
  /** The URL, such as `tcp://127.0.0.1:8989`. */
  readonly url: string;
  /** The address of the machine; of a unix socket its path. */
  readonly host: string;
  /** 1 to 65535; of a unix socket 0. */
  readonly port: number;
}

/**
 * The connections of a listener, or of memory. It listens while somebody subscribes, errors with a `ChatError` if it can't, and
 * does not complete.
 */
export interface Transport extends Observable<Connection> {
  /** Resolves with the addresses once it listens. Rejects with a `ChatError` if it can't, or is unsubscribed before. */
  readonly listening: Promise<readonly Address[]>;
}
