import { enter, pour } from '../dial';
import type { Fault } from '../fault';
import { count } from '../../table';
import { until } from '../wait';

const TOTAL = 100 * 1024 * 1024;

function* endless(): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536, 'x');
  for (let bytes = 0; bytes < TOTAL; bytes += chunk.length) yield chunk;
}

/** Clients send up to 100 MB without a newline, one after the other while there is time: each is told, and let go. */
export const endlessLine: Fault = {
  name: 'endless line',
  args: () => [],
  punctual: true,
  light: true,
  run: async ({ port, seconds, within }) => {
    const problems: string[] = [];
    const stop = performance.now() + seconds * 1000;
    let lines = 0;
    let bytes = 0;
    do {
      const client = await enter(port, `endless${lines}`);
      bytes += await pour(client.socket, endless(), () => !client.socket.readableEnded);
      lines++;
      if (!(await until(() => client.socket.readableEnded || client.socket.destroyed, within(5000))))
        problems.push('it was not let go');
      if (!client.text.includes('! a line without an end')) problems.push('it was not told why');
      client.socket.destroy();
    } while (performance.now() < stop && problems.length === 0 && lines < 100);
    return { done: `${lines} lines, ${count(bytes / 1e6)} MB`, problems };
  },
};
