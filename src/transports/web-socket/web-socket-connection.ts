import { EMPTY_BUFFER } from '../bytes';
import { Readable, type Duplex } from 'node:stream';
import { Observable, type Subscriber } from 'rxjs';
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
import { noop, CLOSE_GRACE_MS, PROBE_INTERVAL_MS } from '../close-timing';
import { encodeTextFrame, encodeTextFrames, isUnfinishedLine, cachedFrames } from './frames';
import { Heartbeat, type OpenWebSocket } from './heartbeat';

export interface WebSocketOptions {
  /** The client's address, as `ADDRESS:PORT`. */
  readonly remote: string;
  /** The most bytes a message may have; 0 is no limit. */
  readonly maxLine: number;
  /** The code of its close frame, for the cause of the end. */
  readonly closeCode: (reason: CloseReason) => number;
}

/** How many messages may wait while their client is held, before no more are read. */
const MAX_WAITING_MESSAGES = 16;

/** The bytes of a reason that a close frame has room for (RFC 6455, 5.5). */
const MAX_CLOSE_REASON_BYTES = 123;

/**
 * Makes a connection of a WebSocket, whose socket is the other argument: each message is a line, each line a message.
 *
 * Shared lines are framed once and written to the socket itself; `ws` writes whole frames there too, so the two never
 * mix inside one. Messages pass through a stream of objects, which holds them for as long as the client is held.
 */
export const webSocket = (ws: OpenWebSocket, socket: Duplex, options: WebSocketOptions): Connection =>
  new WebSocketConnection(ws, socket, options);

class WebSocketConnection implements Connection {
  readonly id = nextClientId();
  readonly remote: string;
  readonly line$: Observable<string | InvalidLine>;
  closeReason: CloseReason | undefined;
  onDrain = noop;
  onEnd = noop;
  onClose = noop;
  readonly #ws: OpenWebSocket;
  readonly #socket: Duplex;
  readonly #options: WebSocketOptions;
  readonly #lines: Readable;
  readonly #heartbeat: Heartbeat;
  #subscriber: Subscriber<string | InvalidLine> | undefined;
  #linger = noop;
  #probe: NodeJS.Timeout | undefined;
  #ended = false;
  #closed = false;
  #over = false;

  constructor(ws: OpenWebSocket, socket: Duplex, options: WebSocketOptions) {
    this.remote = options.remote;
    this.#ws = ws;
    this.#socket = socket;
    this.#options = options;
    this.#lines = new Readable({
      objectMode: true,
      highWaterMark: MAX_WAITING_MESSAGES,
      read: () => this.#resumeReading(),
    });
    this.line$ = new Observable((subscriber) => this.#start(subscriber));
    this.#heartbeat = new Heartbeat(ws, {
      // A paused client is not read, nor are its answers.
      asks: () => !ws.isPaused && !this.#ended,
      end: (reason) => this.destroy(reason),
    });
    socket.on('drain', () => {
      this.#heartbeat.onPong();
      this.onDrain();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.#setCloseReason(error));
    ws.on('error', (error: NodeJS.ErrnoException) => this.#setCloseReason(error));
    ws.on('message', (data: Buffer) => this.#onMessage(data));
    ws.on('close', () => this.#close());
    this.#lines.on('close', () => this.#complete());
  }

  get writableLength(): number {
    return this.#socket.writableLength;
  }

  pause(): void {
    this.#lines.pause();
  }

  resume(): void {
    this.#lines.resume();
  }

  write(pieces: readonly (Uint8Array | string)[]): boolean {
    const socket = this.#socket;
    if (this.#ws.readyState !== this.#ws.OPEN) return true;
    const only = pieces[0];
    if (pieces.length === 1 && only !== undefined) return socket.write(toFrames(only));
    socket.cork();
    for (let at = 0; at < pieces.length; at++) {
      const [piece, end] = [pieces[at], pieces[at + 1]];
      if (piece === undefined) continue;
      if (end === undefined || !isUnfinishedLine(piece)) socket.write(toFrames(piece));
      else {
        for (const part of encodeTextFrame(piece, end)) socket.write(part);
        at++;
      }
    }
    socket.uncork();
    return !socket.writableNeedDrain;
  }

  end(reason: CloseReason): void {
    this.closeReason ??= reason;
    if (this.#ended) return;
    this.#ended = true;
    if (this.#closed) return void this.#lines.destroy();
    clearInterval(this.#probe);
    this.#linger = systemClock.setTimeout(() => this.destroy(closeReason('flush-timeout')), FLUSH_TIMEOUT_MS);
    this.#ws.resume();
    this.#ws.close(this.#options.closeCode(this.closeReason), closeReasonText(this.closeReason));
    this.#afterFlush(() => {
      this.#linger();
      if (!this.#closed)
        this.#linger = systemClock.setTimeout(() => this.destroy(closeReason('closed')), CLOSE_GRACE_MS);
    });
  }

  destroy(reason: CloseReason): void {
    this.closeReason ??= reason;
    this.#ws.terminate();
    if (this.#closed) this.#lines.destroy();
  }

  #start(subscriber: Subscriber<string | InvalidLine>): () => void {
    this.#subscriber = subscriber;
    const lines = this.#lines;
    lines.on('data', (line: string | InvalidLine) => subscriber.next(line));
    lines.on('end', () => this.#finish(closeReason('fin')));
    if (this.#over) this.#finish(closeReason('closed'));
    return () => {
      if (this.#subscriber) this.destroy(closeReason('closed', 'unsubscribed'));
    };
  }

  #onMessage(message: Buffer): void {
    const { maxLine: max } = this.#options;
    this.#heartbeat.onPong();
    if (this.#ended) return;
    const fits = max === 0 || message.length <= max;
    if (!this.#lines.push(fits ? message.toString() : { kind: 'too-long', max })) this.#pauseReading();
  }

  #pauseReading(): void {
    this.#ws.pause();
    this.#probe ??= setInterval(() => this.#afterFlush(noop), PROBE_INTERVAL_MS);
  }

  #resumeReading(): void {
    clearInterval(this.#probe);
    this.#probe = undefined;
    this.#ws.resume();
  }

  #afterFlush(then: () => void): void {
    if (this.#socket.writable) this.#socket.write(EMPTY_BUFFER, then);
    else then();
  }

  #setCloseReason(error: NodeJS.ErrnoException): void {
    this.end(closeReasonOf(error));
  }

  /** Closed by its client, what that has said before is still read; otherwise nobody waits for it. */
  #close(): void {
    this.#closed = true;
    this.#linger();
    clearInterval(this.#probe);
    this.#heartbeat.stop();
    if (this.closeReason === undefined && this.#subscriber) {
      this.onEnd();
      this.#lines.push(null);
    } else {
      this.#lines.destroy();
    }
  }

  #finish(reason: CloseReason): void {
    this.closeReason ??= reason;
    const subscriber = this.#subscriber;
    this.#subscriber = undefined;
    subscriber?.complete();
  }

  /** Nothing more comes of it, neither lines nor frames. */
  #complete(): void {
    this.#over = true;
    this.#finish(closeReason('closed'));
    this.onClose();
  }
}

const toFrames = (piece: Uint8Array | string): Buffer =>
  typeof piece === 'string' ? encodeTextFrames(Buffer.from(piece)) : cachedFrames(piece);

/** As much of a cause as a close frame has room for. */
const closeReasonText = ({ text }: CloseReason): string =>
  Buffer.byteLength(text) <= MAX_CLOSE_REASON_BYTES
    ? text
    : Buffer.from(text)
        .subarray(0, MAX_CLOSE_REASON_BYTES - 3)
        .toString()
        .replace(/\ufffd$/, '');
