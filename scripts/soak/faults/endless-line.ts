import { enter, pour } from '../dial';
import type { Fault } from '../fault';
import { count } from '../../table';
import { until } from '../wait';

const TOTAL = 100 * 1024 * 1024;

function* endless(): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536, 'x');
  for (let bytes = 0; bytes < TOTAL; bytes += chunk.length) yield chunk;
}

/** One client sends 100 MB without a newline, again and again while there is time. */
export const endlessLine: Fault = {
  name: 'endless line',
  args: () => [],
  punctual: true,
  light: true,
  run: async ({ port, seconds, within }) => {
    const problems: string[] = [];
    const client = await enter(port, 'endless');
    const stop = performance.now() + seconds * 1000;
    let lines = 0;
    let bytes = 0;
    do {
      bytes += await pour(client.socket, endless());
      client.socket.write('\n');
      lines++;
      const refusals = () => client.text.split('! line too long').length - 1;
      if (!(await until(() => refusals() === lines, within(2000))))
        problems.push(`${refusals()} refusals of ${lines} lines`);
    } while (performance.now() < stop && problems.length === 0 && lines < 100);
    client.socket.write('/who\n');
    if (!(await until(() => client.text.includes(' in lobby:'), within(2000))))
      problems.push('it can say no more');
    client.socket.destroy();
    return { done: `${lines} lines, ${count(bytes / 1e6)} MB`, problems };
  },
};
