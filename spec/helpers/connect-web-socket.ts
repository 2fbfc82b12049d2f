import { once } from 'node:events';
import WebSocket, { type ClientOptions } from 'ws';

type Told = Readonly<Record<string, unknown>>;

export interface WebClient {
  readonly socket: WebSocket;
  /** All that it was told so far. */
  readonly told: readonly Told[];
  /** Resolves with the code and the reason, once it is closed. */
  readonly closed: Promise<string>;
  readonly send: (request: Told) => void;
  /** The first thing that it was told with these fields, once there is one. */
  readonly hear: (fields: Told) => Promise<Told>;
}

/** A WebSocket to a server on this machine. Rejects if it is refused. */
export const connectWebSocket = async (
  port: number,
  { scheme = 'ws', ...options }: ClientOptions & { readonly scheme?: string } = {},
): Promise<WebClient> => {
  const socket = new WebSocket(`${scheme}://127.0.0.1:${port}/ws`, { rejectUnauthorized: false, ...options });
  const told: Told[] = [];
  const waiting = new Set<(each: Told) => void>();
  socket.on('message', (data: Buffer) => {
    const each = JSON.parse(data.toString()) as Told;
    told.push(each);
    for (const look of waiting) look(each);
  });
  const closed = once(socket, 'close').then(([code, reason]) => `${String(code)} ${String(reason)}`);
  const send = (request: Told) => socket.send(JSON.stringify(request));
  const hear = (fields: Told) =>
    new Promise<Told>((resolve, reject) => {
      const fits = (each: Told) => Object.entries(fields).every(([key, value]) => each[key] === value);
      const found = told.find(fits);
      if (found) return resolve(found);
      const look = (each: Told) => {
        if (!fits(each)) return;
        waiting.delete(look);
        resolve(each);
      };
      waiting.add(look);
      const fail = () => reject(new Error(`closed without ${JSON.stringify(fields)}`));
      closed.then(fail, fail);
    });
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return { socket, told, closed, send, hear };
};

/** The same, and it has entered. */
export const enterWebSocket = async (
  port: number,
  name: string,
  options: ClientOptions = {},
): Promise<WebClient> => {
  const client = await connectWebSocket(port, options);
  client.send({ type: 'enter', name });
  await client.hear({ type: 'entered' });
  return client;
};
