import type { Observable } from 'rxjs';
import type { CloseReason } from './close-reason';
import type { ErrorReplyCode } from '../../chat';

/** A line that is none: what a transport saw instead of one. */
export type InvalidLine = LineTooLong | InputOverrun | ForeignProtocol;

export interface LineTooLong {
  readonly kind: 'too-long';
  /** The most bytes a line may have. */
  readonly max: number;
}

/** The client has passed a bound that ends its connection: it is told which, and let go. */
export interface InputOverrun {
  readonly kind: 'overrun';
  readonly code: Extract<ErrorReplyCode, 'endless-line' | 'bad-telnet'>;
  readonly text: string;
}

/** The client speaks another protocol: it gets an answer that this protocol's programs show, and is let go. */
export interface ForeignProtocol {
  readonly kind: 'foreign';
  readonly protocol: 'TLS' | 'HTTP' | 'SSH';
  readonly answer: string;
}

/**
 * One client's two-way line stream, whatever carries it. What implements it MUST:
 *
 * 1. emit each line once, without its newline, and nothing for a last line that was not terminated;
 * 2. complete `line$` exactly once, however the connection ends, with `closeReason` set before; never error;
 * 3. emit nothing between `pause()` and `resume()`, lose nothing meanwhile, and still notice the end;
 * 4. take every `write` in order, and call `onDrain` after a `write` that returned false, once there is room;
 * 5. call `onEnd` when the client has said that no more lines will come, before the last of them;
 * 6. on `end`, flush, then close, within a bounded time; on `destroy`, close at once;
 * 7. call `onClose` once, when it is closed both ways, after `line$` has completed.
 */
export interface Connection {
  /** Also the client's id. */
  readonly id: string;
  /** The client's address: `ADDRESS:PORT`, an IPv6 address in brackets; IPv4 wherever it is IPv4. */
  readonly remote: string;
  /** Its lines. Completing is the disconnect. At most one subscriber. */
  readonly line$: Observable<string | InvalidLine>;
  /** Why it ended: its client, an error of its stream, or the reason that `end` or `destroy` was given first. */
  readonly closeReason: CloseReason | undefined;
  /** Stops the lines. */
  pause(): void;
  /** Lets the lines go on. */
  resume(): void;
  /** Writes whole lines. False: wait for `onDrain` before the next. */
  write(pieces: readonly (Uint8Array | string)[]): boolean;
  /** Bytes written that the client's kernel has not taken. */
  readonly writableLength: number;
  onDrain: () => void;
  onEnd: () => void;
  onClose: () => void;
  /** Flushes and closes. The reason is taken unless one is known already. */
  end(reason: CloseReason): void;
  /** Closes at once. The reason is taken unless one is known already. */
  destroy(reason: CloseReason): void;
}

/** Where a transport listens. */
export interface Address {
  /** As in the ready line, such as `tcp://127.0.0.1:8989`. */
  readonly url: string;
  /** The address that it is bound to; of a unix socket, its path. */
  readonly host: string;
  /** 1 to 65535; of a unix socket 0. */
  readonly port: number;
}

/** A stream of connections that listens while it is subscribed to. */
export interface Transport extends Observable<Connection> {
  /** Resolves once it listens, rejects if it can't. */
  readonly listening: Promise<readonly Address[]>;
}
