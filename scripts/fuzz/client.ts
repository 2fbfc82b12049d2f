import { once } from 'node:events';
import { connected, dial } from '../soak/dial';
import { sessionOf, type Session } from './inputs';
import { Wire } from './wire';

/** How long the server may take to end a connection whose client has said it sends no more, in ms. */
const PATIENCE = 20_000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Played {
  readonly inputs: number;
  readonly sent: number;
  readonly received: number;
  readonly violations: readonly string[];
}

/** Does what a session says, and looks at all that comes back. */
export const play = async (port: number, seed: number, index: number): Promise<Played> => {
  const session = sessionOf(seed, index);
  const wire = new Wire(/^(GET|POST) /.test(String(session.inputs[0]?.[0])));
  const socket = dial(port);
  let [inputs, sent] = [0, 0];
  socket.on('data', (chunk) => wire.take(chunk));
  socket.on('end', () => wire.end());
  const closed = once(socket, 'close').catch(() => undefined);
  await connected(socket);
  for (const input of session.inputs) {
    if (socket.readableEnded || socket.destroyed) break;
    inputs++;
    for (const bytes of input) {
      socket.write(bytes);
      sent += bytes.length;
      await turn();
    }
  }
  finish(socket, session);
  const late = await Promise.race([closed.then(() => false), delay(PATIENCE)]);
  if (late) socket.destroy();
  const violations = late ? [...wire.violations, 'the server did not end it'] : wire.violations;
  return { inputs, sent, received: wire.bytes, violations };
};

const finish = (socket: ReturnType<typeof dial>, { ending }: Session): void => {
  switch (ending) {
    case 'half-closed':
      socket.end();
      return;
    case 'quit':
      socket.end('\n/quit bye\n');
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'destroyed':
      socket.destroy();
      return;
    case 'left open':
      setTimeout(() => socket.destroy(), 20);
      return;
  }
};

const delay = (ms: number): Promise<true> =>
  new Promise((resolve) => setTimeout(() => resolve(true), ms).unref());
