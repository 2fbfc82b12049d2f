import { systemClock } from '../../stream';
import type { OpenWebSocket } from './open-web-socket';

export interface HeartbeatOptions {
  /** Whether it may be asked now: what a client has not been asked it can't have failed to answer. */
  readonly asks: () => boolean;
  /** It is gone, or floods. */
  readonly end: (cause: string) => void;
}

/** How often a client is asked whether it is still there, in ms, and how often it may fail to answer. */
const PING = 20_000;
const MISSES = 2;

/** How many pings and pongs a client may send meanwhile: they are no lines, so no rate holds them. */
const CONTROLS = 256;

/** Asks a WebSocket now and then whether it is still there, and counts what it sends that is no message. */
export class Heartbeat {
  readonly #ws: OpenWebSocket;
  readonly #options: HeartbeatOptions;
  #cancel: () => void;
  #misses = 0;
  #controls = 0;

  constructor(ws: OpenWebSocket, options: HeartbeatOptions) {
    this.#ws = ws;
    this.#options = options;
    this.#cancel = this.#wait();
    ws.on('ping', () => this.#control());
    ws.on('pong', () => {
      this.answered();
      this.#control();
    });
  }

  /** It has said or taken something. */
  answered(): void {
    this.#misses = 0;
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): () => void {
    return systemClock.setTimeout(() => {
      this.#cancel = this.#wait();
      this.#ask();
    }, PING);
  }

  #control(): void {
    if (++this.#controls > CONTROLS) this.#options.end('too many pings');
  }

  #ask(): void {
    this.#controls = 0;
    if (!this.#options.asks()) return;
    if (this.#misses === MISSES) return this.#options.end('ping timeout');
    this.#misses++;
    this.#ws.ping();
  }
}
