import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Observable, type Subscriber } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { CloseReason, Connection } from '../stream';
import { maxBytesWithoutNewline, webSocket } from '../transports/internal';
import { rejectSocket } from './raw-response';
import { clientAddress } from './client-address';
import { UNKNOWN_HOST_TEXT } from './host-check';
import { isOriginAllowed, type OriginOptions } from './origin';
import type { RejectionLog } from './rejection-log';
import { pathOf } from './request-target';

export interface WebSocketUpgraderOptions extends OriginOptions {
  /** The most bytes a message may have; 0 is no limit. */
  readonly maxLine: number;
  /** Whether the host that a request asks is one of this server's. */
  readonly isOurs: (request: IncomingMessage) => boolean;
  readonly refused: RejectionLog;
}

/**
 * In how many frames a message may come, and in how many reads a frame; of a long one, so many more for so many bytes.
 * Each frame keeps what it was read with, up to 64 KiB, and each read keeps more than its bytes.
 */
const FRAME_LIMIT = { least: 16, each: 65_536 };
const READ_LIMIT = { least: 256, each: 256 };

const limitFor = ({ least, each }: typeof FRAME_LIMIT, maxLine: number): number =>
  least + Math.ceil((maxLine === 0 ? maxBytesWithoutNewline(0) : maxLine) / each);

/** How long a client that closes its WebSocket may take to close its connection, in ms. The types don't know of it. */
const CLOSE_OPTIONS = { closeTimeout: 5000 };

const ORIGIN_REJECTED =
  'a page from elsewhere may not connect: allow it with --origin; a proxy has to pass Host, and needs --trust-proxy';

/** Why a WebSocket is closed (RFC 6455, 7.4.1). */
const CLOSE_NORMAL = 1000;
const CLOSE_GOING_AWAY = 1001;
const CLOSE_POLICY_VIOLATION = 1008;

/** Makes connections of requests for a WebSocket, while somebody takes them. */
export class WebSocketUpgrader {
  readonly connection$ = new Observable<Connection>((subscriber) => {
    this.#connectionSubscriber = subscriber;
    return () => (this.#connectionSubscriber = undefined);
  });
  readonly #options: WebSocketUpgraderOptions;
  readonly #server: WebSocketServer;
  #connectionSubscriber: Subscriber<Connection> | undefined;

  constructor(options: WebSocketUpgraderOptions) {
    this.#options = options;
    const { maxLine } = options;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // A message that is longer than a line may be is answered up to here; beyond it, its connection is ended.
      maxPayload: maxBytesWithoutNewline(maxLine),
      maxFragments: limitFor(FRAME_LIMIT, maxLine),
      maxBufferedChunks: limitFor(READ_LIMIT, maxLine),
      ...CLOSE_OPTIONS,
    });
  }

  /** Whether somebody takes them. */
  get open(): boolean {
    return this.#connectionSubscriber !== undefined;
  }

  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const remote = clientAddress(request, this.#options.trustProxy);
    if (pathOf(request.url) !== '/ws') return rejectSocket(socket, 404, 'the WebSocket is at /ws');
    if (!this.open) return rejectSocket(socket, 503, 'not ready: starting, or stopping');
    if (!this.#options.isOurs(request)) return rejectSocket(socket, 421, UNKNOWN_HOST_TEXT);
    if (!isOriginAllowed(request, this.#options)) {
      this.#options.refused.log('origin', remote, request.headers.origin);
      return rejectSocket(socket, 403, ORIGIN_REJECTED);
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const { maxLine } = this.#options;
      const closeCode = ({ code }: CloseReason) =>
        !this.open ? CLOSE_GOING_AWAY : code === 'quit' ? CLOSE_NORMAL : CLOSE_POLICY_VIOLATION;
      this.#connectionSubscriber?.next(webSocket(ws, socket, { remote, maxLine, closeCode }));
    });
  }
}
