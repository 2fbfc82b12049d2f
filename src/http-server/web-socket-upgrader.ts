import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Observable, type Subscriber } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { Connection } from '../stream';
import { mostWithoutNewline, webSocket } from '../transports';
import { turnAway } from './raw-response';
import { clientOf } from './client-address';
import { UNKNOWN_HOST } from './host-check';
import { mayConnect, type OriginOptions } from './origin';
import type { RefusedLog } from './rejection-log';
import { pathOf } from './request-target';

export interface UpgradesOptions extends OriginOptions {
  /** The most bytes a message may have; 0 is no bound. */
  readonly maxLine: number;
  /** Whether the host that a request asks is one of this server's. */
  readonly isOurs: (request: IncomingMessage) => boolean;
  readonly refused: RefusedLog;
}

/**
 * In how many frames a message may come, and in how many reads a frame; of a long one, so many more for so many bytes.
 * Each frame keeps what it was read with, up to 64 KiB, and each read keeps more than its bytes.
 */
const FRAMES = { least: 16, each: 65_536 };
const READS = { least: 256, each: 256 };

const boundOf = ({ least, each }: typeof FRAMES, maxLine: number): number =>
  least + Math.ceil((maxLine === 0 ? mostWithoutNewline(0) : maxLine) / each);

/** How long a client that closes its WebSocket may take to close its connection, in ms. The types don't know of it. */
const CLOSING = { closeTimeout: 5000 };

const ELSEWHERE =
  'a page from elsewhere may not connect: allow it with --origin; a proxy has to pass Host, and needs --trust-proxy';

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
  #taker: Subscriber<Connection> | undefined;

  constructor(options: UpgradesOptions) {
    this.#options = options;
    const { maxLine } = options;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // A message that is longer than a line may be is answered up to here; beyond it, its connection is ended.
      maxPayload: mostWithoutNewline(maxLine),
      maxFragments: boundOf(FRAMES, maxLine),
      maxBufferedChunks: boundOf(READS, maxLine),
      ...CLOSING,
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
    if (!this.#options.isOurs(request)) return turnAway(socket, 421, UNKNOWN_HOST);
    if (!mayConnect(request, this.#options)) {
      this.#options.refused.tell('origin', remote, request.headers.origin);
      return turnAway(socket, 403, ELSEWHERE);
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const { maxLine } = this.#options;
      const closeCode = (cause: string) => (!this.open ? GOING_AWAY : isQuit(cause) ? NORMAL : POLICY);
      this.#taker?.next(webSocket(ws, socket, { remote, maxLine, closeCode }));
    });
  }
}
