import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Observable, Subject, type Subscriber } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { Connection, LogLine } from '../stream';
import { webSocket } from '../transports';
import { pathOf } from './answers';
import { turnAway } from './bare-answer';
import { clientOf } from './client-address';
import { mayConnect, type OriginOptions } from './origin';

export interface UpgradesOptions extends OriginOptions {
  /** The most bytes a message may have; 0 is no bound. */
  readonly maxLine: number;
}

/** A frame may have so many times the bytes of a line before it ends its connection: up to that it is answered. */
const FRAME = 16;

/** Why a WebSocket is closed (RFC 6455, 7.4.1). */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const POLICY = 1008;

const isQuit = (cause: string): boolean => cause === 'quit' || cause.startsWith('quit: ');

/** Makes connections of requests for a WebSocket, while somebody takes them. */
export class Upgrades {
  readonly connection$ = new Observable<Connection>((subscriber) => {
    this.#taker = subscriber;
    return () => (this.#taker = undefined);
  });
  readonly #options: UpgradesOptions;
  readonly #server: WebSocketServer;
  readonly #log$ = new Subject<LogLine>();
  readonly log$ = this.#log$.asObservable();
  #taker: Subscriber<Connection> | undefined;

  constructor(options: UpgradesOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: FRAME * options.maxLine,
    });
  }

  /** Whether somebody takes them. */
  get open(): boolean {
    return this.#taker !== undefined;
  }

  take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const remote = clientOf(request, this.#options.trustProxy);
    if (pathOf(request.url) !== '/ws') return turnAway(socket, 404, 'the WebSocket is at /ws');
    if (!this.open) return turnAway(socket, 503, 'not ready: starting, or stopping');
    if (!mayConnect(request, this.#options)) {
      const cause = `a page of ${request.headers.origin ?? ''}`;
      this.#log$.next({ level: 'warn', message: 'client refused', remote, cause });
      return turnAway(socket, 403, 'a page from elsewhere may not connect: its origin has to be allowed');
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const { maxLine } = this.#options;
      const closeCode = (cause: string) => (!this.open ? GOING_AWAY : isQuit(cause) ? NORMAL : POLICY);
      this.#taker?.next(webSocket(ws, socket, { remote, maxLine, closeCode }));
    });
  }

  close(): void {
    this.#log$.complete();
  }
}
