import { addressOf, connected, dial } from '../dial';
import type { Fault, Stage } from '../fault';
import { sleep } from '../wait';

const CLIENTS = 1000;

/** 1,000 connections that do something once a second, or nothing. */
const hold = async ({ port, seconds }: Stage, send?: string): Promise<string[]> => {
  const sockets = Array.from({ length: CLIENTS }, (_, i) => dial(port, addressOf(i)));
  for (const socket of sockets) socket.resume();
  const open = await Promise.all(sockets.map(connected));
  const timers =
    send === undefined ? [] : sockets.map((socket) => setInterval(() => socket.write(send), 1000));
  await sleep(seconds * 1000);
  const left = sockets.filter(({ destroyed }) => !destroyed).length;
  for (const timer of timers) clearInterval(timer);
  for (const socket of sockets) socket.destroy();
  return open.every(Boolean) && left === CLIENTS ? [] : [`${left} of ${CLIENTS} were still connected`];
};

/** 1,000 connections that send nothing. Fewer than `--max-unnamed`, and over before the time for a name is. */
export const silent: Fault = {
  name: 'silent',
  args: () => ['--name-timeout', '0'],
  punctual: true,
  light: true,
  run: async (stage) => ({ done: `${CLIENTS} connections`, problems: await hold(stage) }),
};

/** 1,000 connections that send one byte a second and never a newline. */
export const drip: Fault = {
  name: 'one byte a second',
  args: () => ['--name-timeout', '0'],
  punctual: true,
  light: true,
  run: async (stage) => ({
    done: `${CLIENTS} connections, ${stage.seconds} bytes each`,
    problems: await hold(stage, 'x'),
  }),
};
