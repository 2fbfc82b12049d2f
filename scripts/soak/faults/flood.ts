import { enter, pour } from '../dial';
import type { Fault } from '../fault';
import { count } from '../../table';
import { sleep, until } from '../wait';

const LINES = 1_000_000;
const [RATE, BURST] = [20, 100];

function* flooding(): Generator<Buffer> {
  for (let from = 0; from < LINES; from += 5000)
    yield Buffer.from(Array.from({ length: 5000 }, (_, i) => `flood ${from + i}\n`).join(''));
}

/** The numbers of the lines that have come through. */
const numbersOf = (text: string): readonly number[] =>
  [...text.slice(text.indexOf('* welcome')).matchAll(/\[flooder\]:flood (\d+)$/gm)].map(([, n]) => Number(n));

/** One client writes 1,000,000 lines as fast as they are taken: it is held to its rate, and loses nothing. */
export const flood: Fault = {
  name: 'flood',
  args: () => [],
  punctual: true,
  light: true,
  run: async ({ port, seconds, within }) => {
    const problems: string[] = [];
    const watcher = await enter(port, 'watcher');
    const { socket } = await enter(port, 'flooder');
    const started = performance.now();
    const going = () => performance.now() < started + seconds * 1000;
    const bytes = await pour(socket, flooding(), going);
    while (going()) await sleep(50);
    // A short run on a busy machine may be over before the burst is through.
    await until(() => numbersOf(watcher.text).length >= BURST, within(5000));
    const heard = numbersOf(watcher.text);
    const most = BURST + RATE * ((performance.now() - started) / 1000 + 1);
    if (heard.length > most) problems.push(`${heard.length} lines came through, ${Math.ceil(most)} may`);
    if (heard.length < BURST) problems.push(`only ${heard.length} lines came through`);
    if (heard.some((n, index) => n !== index)) problems.push('its lines came out of order');
    socket.resetAndDestroy();
    const left = () => watcher.text.split('flooder has left the chat').length - 1;
    if (!(await until(() => left() > 0, within(2000)))) problems.push('its reset was not noticed');
    watcher.socket.destroy();
    return { done: `${count(bytes / 1e6)} MB taken, ${heard.length} lines heard`, problems };
  },
};
