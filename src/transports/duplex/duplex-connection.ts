import type { Duplex } from 'node:stream';
import { Observable, type Subscriber } from 'rxjs';
import split2 from 'split2';
import { systemClock, type Connection, type Mishap } from '../../stream';
import { nextClientId } from '../client-id';
import { checkNumber } from '../check-option';
import { Door } from './line-filter';
import { causeOf, FLUSH, GONE, ignore, LINGER, NOTHING, PROBE } from '../close-timing';

export interface DuplexOptions {
  /** The client's id. @default a new one */
  readonly id?: string;
  /** The client's address, as `ADDRESS:PORT`. @default 'local' */
  readonly remote?: string;
  /** The most bytes a line may have, without its newline; 0 is no bound. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes are TLS, HTTP or SSH is told so and let go. @default true */
  readonly sniff?: boolean;
}

/** How much is split into lines at once, in bytes. In V8 a substring keeps all of the string alive that it was cut from. */
const SLICE = 4096;

/** How much of what has to be gone through byte by byte is taken at once, in bytes. */
const PART = 16_384;

const NEWLINE = 0x0a;

/**
 * Makes a connection of any Duplex.
 *
 * split2 is fed by hand. `pipe` would leave it open after a reset, a ghost for ever, and `pipeline` costs every client
 * 7 to 13 KiB more: `data` writes to it, `end` ends it, `close` destroys it and completes `line$`. To hold the lines
 * the split is paused, not the socket, which would then see neither FIN nor RST; the socket is paused only while the
 * split takes no more.
 */
export const duplex = (socket: Duplex, options: DuplexOptions = {}): Connection =>
  new DuplexConnection(socket, options);

class DuplexConnection implements Connection {
  readonly id: string;
  readonly remote: string;
  readonly line$: Observable<string | Mishap>;
  cause = '';
  onDrain = ignore;
  onEnd = ignore;
  onClose = ignore;
  readonly #socket: Duplex;
  readonly #split: Duplex;
  readonly #door: Door;
  #subscriber: Subscriber<string | Mishap> | undefined;
  #linger = ignore;
  #probe: NodeJS.Timeout | undefined;
  #gone: NodeJS.Timeout | undefined;
  #ended = false;
  #closedOnce = false;

  constructor(socket: Duplex, { id, remote = 'local', maxLine = 4096, sniff = true }: DuplexOptions) {
    checkNumber('maxLine', maxLine);
    this.id = id ?? nextClientId();
    this.remote = remote;
    this.#socket = socket;
    this.#door = new Door(maxLine, sniff);
    this.#split = split2('\n', (line: string) => this.#door.read(line));
    this.line$ = new Observable((subscriber) => this.#start(subscriber));
    socket.on('drain', () => {
      this.#answer();
      this.onDrain();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.#blame(error));
    socket.on('close', () => this.#closed());
  }

  get pending(): number {
    return this.#socket.writableLength;
  }

  hold(on: boolean): void {
    if (on) this.#split.pause();
    else this.#split.resume();
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

  end(cause: string): void {
    this.cause ||= cause;
    if (this.#ended) return;
    this.#ended = true;
    if (this.#socket.destroyed) return;
    this.#linger = systemClock.setTimeout(() => this.destroy('flush timeout'), FLUSH);
    this.#socket.end(() => {
      this.#linger();
      if (!this.#closedOnce) this.#linger = systemClock.setTimeout(() => this.destroy('closed'), LINGER);
    });
    clearInterval(this.#probe);
    this.#probe = undefined;
    // What still comes is read, for a reset would take the last lines away.
    this.#socket
      .removeAllListeners('data')
      .on('data', () => this.#rest())
      .resume();
  }

  destroy(cause: string): void {
    this.cause ||= cause;
    this.#cutOff();
  }

  #start(subscriber: Subscriber<string | Mishap>): () => void {
    this.#subscriber = subscriber;
    const split = this.#split;
    split.on('data', (line: string | Mishap) => subscriber.next(line));
    split.on('end', () => this.#finish('FIN'));
    split.on('error', (error) => this.#blame(error));
    split.on('drain', () => this.#takeMore());
    this.#socket.on('data', (chunk: unknown) => {
      const bytes = bytesOf(chunk);
      if (!bytes) return this.#blame(NO_BYTES);
      this.#take(bytes);
      this.#answer();
    });
    const end = () => {
      this.onEnd();
      split.end(this.#door.end());
    };
    this.#socket.on('end', end);
    if (this.#socket.readableEnded) end();
    if (this.#closedOnce) this.#finish('closed');
    else if (this.#socket.destroyed) this.#closed();
    return () => {
      if (this.#subscriber) this.destroy('unsubscribed');
    };
  }

  /**
   * Slice by slice, so that a line that is kept keeps no more alive than its slice. Not so within a line that is longer:
   * split2 goes through what it has of it for each slice. False: wait for the drain.
   */
  #feed(bytes: Buffer): boolean {
    if (bytes.length > SLICE && !bytes.includes(NEWLINE)) return this.#split.write(bytes);
    let room = true;
    for (let at = 0; at < bytes.length; at += SLICE) room = this.#split.write(bytes.subarray(at, at + SLICE));
    return room;
  }

  /** What telnet has to answer, between the lines: a write has whole lines. A client that takes nothing waits for it. */
  #answer(): void {
    if (this.#ended || !this.#socket.writable || this.#socket.writableNeedDrain) return;
    const answers = this.#door.takeAnswers();
    if (answers) this.#socket.write(answers);
  }

  /** Bytes that have to be gone through one by one are taken in parts, one a pass of the event loop. */
  #take(bytes: Buffer): void {
    const isMuch = bytes.length > PART && this.#door.isSlow(bytes);
    const part = isMuch ? bytes.subarray(0, PART) : bytes;
    if (!this.#feed(this.#door.pass(part))) this.#takeNoMore();
    if (!isMuch) return;
    this.#rest();
    this.#socket.unshift(bytes.subarray(PART));
  }

  /** Reads no more in this pass: of a socket that has more it would be up to 2 MiB. */
  #rest(): void {
    this.#socket.pause();
    setImmediate(() => {
      if (this.#probe === undefined) this.#socket.resume();
    });
  }

  #takeNoMore(): void {
    this.#socket.pause();
    this.#probe ??= setInterval(() => this.#socket.write(NOTHING), PROBE);
  }

  #takeMore(): void {
    clearInterval(this.#probe);
    this.#probe = undefined;
    this.#socket.resume();
  }

  #blame(error: NodeJS.ErrnoException): void {
    this.cause ||= causeOf(error);
    this.#cutOff();
  }

  /** A stream may never say that it is closed, or take for ever to be. For us it is, soon. */
  #cutOff(): void {
    this.#socket.destroy();
    if (!this.#closedOnce) this.#gone ??= setTimeout(() => this.#closed(), GONE);
  }

  #closed(): void {
    if (this.#closedOnce) return;
    this.#closedOnce = true;
    this.#linger();
    clearTimeout(this.#gone);
    clearInterval(this.#probe);
    this.#split.destroy();
    this.#finish('closed');
    this.onClose();
  }

  #finish(cause: string): void {
    this.cause ||= cause;
    const subscriber = this.#subscriber;
    this.#subscriber = undefined;
    subscriber?.complete();
  }
}

/** A stream of objects, whoever hands it over, has no lines in it. */
const NO_BYTES = new Error('the stream has something in it that is neither bytes nor text');

const bytesOf = (chunk: unknown): Buffer | undefined => {
  if (Buffer.isBuffer(chunk)) return chunk;
  return typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined;
};
