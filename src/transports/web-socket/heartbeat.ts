import { closeReason, systemClock, type CloseReason } from '../../stream';

/**
 * The part of an open WebSocket of `ws` that a connection needs. The type is separate, because embedders do not get the
 * package with the types of `ws`.
 */
export interface OpenWebSocket {
  readonly OPEN: number;
  readonly readyState: number;
  readonly isPaused: boolean;
  on(event: 'message', listener: (data: Buffer) => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  on(event: 'close' | 'ping' | 'pong', listener: () => void): unknown;
  pause(): void;
  resume(): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface HeartbeatOptions {
  /** Whether it may be asked now: what a client has not been asked it can't have failed to answer. */
  readonly asks: () => boolean;
  /** It is gone, or floods. */
  readonly end: (reason: CloseReason) => void;
}

/** How often a client is asked whether it is still there, in ms, and how often it may fail to answer. */
const PING_INTERVAL_MS = 20_000;
const MAX_MISSED_PONGS = 2;

/** How many pings and pongs a client may send meanwhile: they are no lines, so no rate holds them. */
const MAX_CONTROL_FRAMES = 256;

/** Asks a WebSocket now and then whether it is still there, and counts what it sends that is no message. */
export class Heartbeat {
  readonly #ws: OpenWebSocket;
  readonly #options: HeartbeatOptions;
  #cancel: () => void;
  #missedPongs = 0;
  #controlFrames = 0;

  constructor(ws: OpenWebSocket, options: HeartbeatOptions) {
    this.#ws = ws;
    this.#options = options;
    this.#cancel = this.#wait();
    ws.on('ping', () => this.#control());
    ws.on('pong', () => {
      this.onPong();
      this.#control();
    });
  }

  /** It has said or taken something. */
  onPong(): void {
    this.#missedPongs = 0;
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): () => void {
    return systemClock.setTimeout(() => {
      this.#cancel = this.#wait();
      this.#ask();
    }, PING_INTERVAL_MS);
  }

  #control(): void {
    if (++this.#controlFrames > MAX_CONTROL_FRAMES) this.#options.end(closeReason('too-many-pings'));
  }

  #ask(): void {
    this.#controlFrames = 0;
    if (!this.#options.asks()) return;
    if (this.#missedPongs === MAX_MISSED_PONGS) return this.#options.end(closeReason('ping-timeout'));
    this.#missedPongs++;
    this.#ws.ping();
  }
}
