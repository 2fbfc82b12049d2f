import { EMPTY_BUFFER, LF } from '../bytes';
import type { Duplex } from 'node:stream';
import { Observable, type Subscriber } from 'rxjs';
import split2 from 'split2';
import {
  FLUSH_TIMEOUT_MS,
  closeReason,
  closeReasonOf,
  systemClock,
  type CloseReason,
  type Connection,
  type InvalidLine,
} from '../../stream';
import { nextClientId } from '../client-id';
import { checkNumber } from '../check-option';
import { DEFAULT_MAX_LINE_BYTES } from '../defaults';
import { LineFilter } from './line-filter';
import { AT_LAST_NEWLINE, type LineSlice } from './line-slice';
import { DESTROY_GRACE_MS, noop, CLOSE_GRACE_MS, PROBE_INTERVAL_MS } from '../close-timing';

/** The options of `duplex`. */
export interface DuplexOptions {
  /** The id of the client. `accept` closes a connection whose id another client has. @default a new one */
  readonly id?: string;
  /** The address of the client, as `ADDRESS:PORT`: limits by address count by it. @default 'local' */
  readonly remote?: string;
  /** The longest line, in bytes without its newline; a longer one is refused. 0 is no limit. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes are TLS, HTTP or SSH gets an answer in that protocol, and is closed. @default true */
  readonly sniff?: boolean;
}

/** How much is split into lines at once, in bytes. In V8 a substring keeps all of the string alive that it was cut from. */
const SPLIT_CHUNK_BYTES = 4096;

/** How much of what has to be gone through byte by byte is taken at once, in bytes. */
const MAX_READ_BYTES = 16_384;

/**
 * Makes a connection of a Duplex: lines in, pieces of text out.
 *
 * @throws ChatError `RX_CHAT_OPTION` if `maxLine` is no number from 0 up.
 *
 * split2 is fed by hand. `pipe` would leave it open after a reset, a ghost for ever, and `pipeline` costs every client
 * 7 to 13 KiB more: `data` writes to it, `end` ends it, `close` destroys it and completes `line$`. To hold the lines
 * the split is paused, not the socket, which would then see neither FIN nor RST. The socket is paused only while the
 * split takes no more.
 */
export const duplex = (socket: Duplex, options: DuplexOptions = {}): Connection =>
  new DuplexConnection(socket, options);

class DuplexConnection implements Connection {
  readonly id: string;
  readonly remote: string;
  readonly line$: Observable<string | InvalidLine>;
  closeReason: CloseReason | undefined;
  onDrain = noop;
  onEnd = noop;
  onClose = noop;
  readonly #socket: Duplex;
  readonly #split: Duplex;
  readonly #lineFilter: LineFilter;
  #subscriber: Subscriber<string | InvalidLine> | undefined;
  #linger = noop;
  #probe: NodeJS.Timeout | undefined;
  #gone: NodeJS.Timeout | undefined;
  #ended = false;
  #closedOnce = false;

  constructor(socket: Duplex, options: DuplexOptions) {
    const { id, remote = 'local', maxLine = DEFAULT_MAX_LINE_BYTES, sniff = true } = options;
    checkNumber('maxLine', maxLine);
    this.id = id ?? nextClientId();
    this.remote = remote;
    this.#socket = socket;
    this.#lineFilter = new LineFilter(maxLine, sniff);
    this.#split = split2(AT_LAST_NEWLINE, (text: string) => this.#lineFilter.lines(text), {
      readableHighWaterMark: 1,
    });
    this.line$ = new Observable((subscriber) => this.#start(subscriber));
    socket.on('drain', () => {
      this.#answer();
      this.onDrain();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.#setCloseReason(error));
    socket.on('close', () => this.#closed());
  }

  get writableLength(): number {
    return this.#socket.writableLength;
  }

  pause(): void {
    this.#split.pause();
  }

  resume(): void {
    this.#split.resume();
  }

  write(pieces: readonly (Uint8Array | string)[]): boolean {
    const socket = this.#socket;
    // Not by destructuring: an iterator for each write of each client is a part of the fan-out.
    const only = pieces[0];
    if (pieces.length === 1 && only !== undefined) return socket.write(only);
    socket.cork();
    for (const piece of pieces) socket.write(piece);
    socket.uncork();
    return !socket.writableNeedDrain;
  }

  end(reason: CloseReason): void {
    this.closeReason ??= reason;
    if (this.#ended) return;
    this.#ended = true;
    if (this.#socket.destroyed) return;
    this.#linger = systemClock.setTimeout(() => this.destroy(closeReason('flush-timeout')), FLUSH_TIMEOUT_MS);
    this.#socket.end(() => {
      this.#linger();
      if (!this.#closedOnce)
        this.#linger = systemClock.setTimeout(() => this.destroy(closeReason('closed')), CLOSE_GRACE_MS);
    });
    clearInterval(this.#probe);
    this.#probe = undefined;
    // Further input is read, because a reset would discard the last lines.
    this.#socket
      .removeAllListeners('data')
      .on('data', () => this.#rest())
      .resume();
  }

  destroy(reason: CloseReason): void {
    this.closeReason ??= reason;
    this.#destroyWith();
  }

  #start(subscriber: Subscriber<string | InvalidLine>): () => void {
    this.#subscriber = subscriber;
    const split = this.#split;
    split.on('data', (slice: LineSlice<InvalidLine>) => this.#emit(slice, subscriber));
    split.on('end', () => this.#finish(closeReason('fin')));
    split.on('error', (error) => this.#setCloseReason(error));
    split.on('drain', () => this.#resumeReading());
    this.#socket.on('data', (chunk: unknown) => {
      const bytes = bytesOf(chunk);
      if (!bytes) return this.#setCloseReason(NOT_BYTES_ERROR);
      this.#onLine(bytes);
      this.#answer();
    });
    const end = () => {
      this.onEnd();
      split.end(this.#lineFilter.end());
    };
    this.#socket.on('end', end);
    if (this.#socket.readableEnded) end();
    if (this.#closedOnce) this.#finish(closeReason('closed'));
    else if (this.#socket.destroyed) this.#closed();
    return () => {
      if (this.#subscriber) this.destroy(closeReason('closed', 'unsubscribed'));
    };
  }

  /** Line by line, until its reader pauses: what is left then comes first when it goes on. */
  #emit(slice: LineSlice<InvalidLine>, subscriber: Subscriber<string | InvalidLine>): void {
    while (!slice.isEmpty) {
      if (this.#split.isPaused()) {
        this.#split.unshift(slice);
        return;
      }
      const line = slice.take();
      if (line !== undefined) subscriber.next(line);
    }
  }

  /**
   * Slice by slice, so that a line that is kept keeps no more alive than its slice. Not so within a line that is longer:
   * split2 goes through what it has of it for each slice. False: wait for the drain.
   */
  #splitLines(bytes: Buffer): boolean {
    if (bytes.length > SPLIT_CHUNK_BYTES && !bytes.includes(LF)) return this.#split.write(bytes);
    let room = true;
    for (let at = 0; at < bytes.length; at += SPLIT_CHUNK_BYTES)
      room = this.#split.write(bytes.subarray(at, at + SPLIT_CHUNK_BYTES));
    return room;
  }

  /** Telnet answers go between the lines: a write has whole lines. A client that takes nothing waits for it. */
  #answer(): void {
    if (this.#ended || !this.#socket.writable || this.#socket.writableNeedDrain) return;
    const answers = this.#lineFilter.takeAnswers();
    if (answers) this.#socket.write(answers);
  }

  /** Bytes that have to be gone through one by one are taken in parts, one a pass of the event loop. */
  #onLine(bytes: Buffer): void {
    const isMuch = bytes.length > MAX_READ_BYTES && this.#lineFilter.isSlow(bytes);
    const part = isMuch ? bytes.subarray(0, MAX_READ_BYTES) : bytes;
    if (!this.#splitLines(this.#lineFilter.filter(part))) this.#pauseReading();
    if (!isMuch) return;
    this.#rest();
    this.#socket.unshift(bytes.subarray(MAX_READ_BYTES));
  }

  /** Reads no more in this pass: of a socket that has more it would be up to 2 MiB. */
  #rest(): void {
    this.#socket.pause();
    setImmediate(() => {
      if (this.#probe === undefined) this.#socket.resume();
    });
  }

  #pauseReading(): void {
    this.#socket.pause();
    this.#probe ??= setInterval(() => this.#socket.write(EMPTY_BUFFER), PROBE_INTERVAL_MS);
  }

  #resumeReading(): void {
    clearInterval(this.#probe);
    this.#probe = undefined;
    this.#socket.resume();
  }

  #setCloseReason(error: NodeJS.ErrnoException): void {
    this.closeReason ??= closeReasonOf(error);
    this.#destroyWith();
  }

  /** A stream may never say that it is closed, or take for ever to be. For us it is, soon. */
  #destroyWith(): void {
    this.#socket.destroy();
    if (!this.#closedOnce) this.#gone ??= setTimeout(() => this.#closed(), DESTROY_GRACE_MS);
  }

  #closed(): void {
    if (this.#closedOnce) return;
    this.#closedOnce = true;
    this.#linger();
    clearTimeout(this.#gone);
    clearInterval(this.#probe);
    this.#split.destroy();
    this.#finish(closeReason('closed'));
    this.onClose();
  }

  #finish(reason: CloseReason): void {
    this.closeReason ??= reason;
    const subscriber = this.#subscriber;
    this.#subscriber = undefined;
    subscriber?.complete();
  }
}

/** A stream of objects has no lines. */
const NOT_BYTES_ERROR = new Error('the stream has something in it that is neither bytes nor text');

const bytesOf = (chunk: unknown): Buffer | undefined => {
  if (Buffer.isBuffer(chunk)) return chunk;
  return typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined;
};
