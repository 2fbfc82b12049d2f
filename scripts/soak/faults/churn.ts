import type { Socket } from 'node:net';
import { enter } from '../dial';
import type { Fault } from '../fault';
import { count } from '../../table';
import { until } from '../wait';

const AT_ONCE = 16;

const goodbyes: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.end('/quit\n'),
  (socket) => socket.end(),
  (socket) => socket.end('a last line\n'),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.destroy(),
];

/** How often each name stands in lines of this form. */
const tally = (text: string, verb: string): Map<string, number> => {
  const names = new Map<string, number>();
  for (const [, name = ''] of text.matchAll(new RegExp(`^(c\\d+) has ${verb} the chat`, 'gm')))
    names.set(name, (names.get(name) ?? 0) + 1);
  return names;
};

/** Clients enter and leave, by `/quit`, FIN, RST, without a pause; each is heard to come once and to go once. */
export const churn: Fault = {
  name: 'join and leave',
  args: () => ['--max-per-address', '0', '--join-rate', '0'],
  punctual: true,
  light: true,
  run: async ({ port, seconds, below, within }) => {
    const watcher = await enter(port, 'watcher');
    const stop = performance.now() + seconds * 1000;
    let [next, joins] = [0, 0];
    const work = async () => {
      while (performance.now() < stop) {
        const { socket, text } = await enter(port, `c${next++}`);
        if (text.includes('* welcome')) joins++;
        goodbyes[below(goodbyes.length)]?.(socket);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const gone = () => tally(watcher.text, 'left').size;
    await until(() => gone() === next, within(3000));
    const [came, left] = [tally(watcher.text, 'joined'), tally(watcher.text, 'left')];
    const once = (names: Map<string, number>) => [...names.values()].every((times) => times === 1);
    watcher.socket.destroy();
    const good = joins === next && came.size === next && left.size === next && once(came) && once(left);
    return {
      done: `${count(joins)} joins and leaves, ${count(joins / seconds)}/s`,
      problems: good ? [] : [`of ${next} clients, ${came.size} were heard to come, ${left.size} to go`],
    };
  },
};
