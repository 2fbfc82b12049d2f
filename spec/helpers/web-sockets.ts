import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { firstValueFrom, Subject } from 'rxjs';
import WebSocket from 'ws';
import { RejectionLog } from '../../src/http-server/rejection-log';
import { WebSocketUpgrader } from '../../src/http-server/web-socket-upgrader';
import type { Connection, InvalidLine } from '../../src/stream';
import { rawHttp, upgradeOf } from './raw-http';
import { watch, type Watched } from './watch';

/** The kinds of frames (RFC 6455, 5.2). */
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** A frame as a client sends it: masked, by nothing. */
export const frameOf = (opcode: number, data: string | Buffer = '', last = true): Buffer => {
  const bytes = Buffer.from(data);
  const head =
    bytes.length < 126
      ? [bytes.length | 0x80]
      : bytes.length < 65_536
        ? [0xfe, bytes.length >> 8, bytes.length & 0xff]
        : [0xff, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (bytes.length >>> shift) & 0xff)];
  return Buffer.concat([Buffer.from([(last ? 0x80 : 0) | opcode, ...head, 0, 0, 0, 0]), bytes]);
};

/** A close frame, with its code. */
export const closeOf = (code: number): Buffer => frameOf(CLOSE, Buffer.from([code >> 8, code & 0xff]));

/** One client's two ends, and what the server's does. */
export interface Met extends Watched {
  /** The server's own end of the connection. */
  readonly under: Socket;
}

/** Meets WebSockets on a port of this machine. */
export class Meeting {
  readonly upgrades: WebSocketUpgrader;
  readonly #server: Server;
  readonly #clients: WebSocket[] = [];
  readonly #sockets: Socket[] = [];
  readonly #met$ = new Subject<Connection>();

  constructor(maxLine = 4096) {
    this.upgrades = new WebSocketUpgrader({
      origins: [],
      trustProxy: false,
      maxLine,
      isOurs: () => true,
      refused: new RejectionLog(() => undefined),
    });
    this.upgrades.connection$.subscribe(this.#met$);
    this.#server = createServer();
    this.#server.on('connection', (socket) => this.#sockets.push(socket));
    this.#server.on('upgrade', (request, socket, head) => this.upgrades.handle(request, socket, head));
  }

  async listen(): Promise<number> {
    if (!this.#server.listening) await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** A client as browsers are, which answers pings and closes. */
  async meet(onLine?: (line: string | InvalidLine, connection: Connection) => void) {
    const port = await this.listen();
    const met = this.#next(onLine);
    const client = new WebSocket(`ws://127.0.0.1:${port}/ws`);
    client.on('error', () => undefined);
    this.#clients.push(client);
    const heard: string[] = [];
    client.on('message', (data: Buffer) => heard.push(data.toString()));
    const closed = once(client, 'close').then(([code, reason]) => `${String(code)} ${String(reason)}`);
    await once(client, 'open');
    return { client, heard, closed, ...(await met) };
  }

  /** A client that sends what it is told to, and answers nothing. */
  async meetRaw(onLine?: (line: string | InvalidLine, connection: Connection) => void) {
    const port = await this.listen();
    const met = this.#next(onLine);
    const raw = await rawHttp(port, upgradeOf());
    await raw.heard.find(/\r\n\r\n/);
    return { ...raw, ...(await met) };
  }

  close(): void {
    for (const client of this.#clients.splice(0)) client.terminate();
    for (const socket of this.#sockets.splice(0)) socket.destroy();
    this.#server.close();
  }

  async #next(onLine?: (line: string | InvalidLine, connection: Connection) => void): Promise<Met> {
    const connection = await firstValueFrom(this.#met$);
    const under = this.#sockets.at(-1);
    if (!under) throw new Error('there is no socket');
    return { under, ...watch(connection, (line) => onLine?.(line, connection)) };
  }
}
