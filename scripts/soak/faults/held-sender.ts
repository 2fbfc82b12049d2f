import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { enter, type Entered } from '../dial';
import type { Fault, Stage } from '../fault';
import { sleep, until } from '../wait';

/** At so many lines a second the longer load takes about as long as anybody waits for it. */
const RATE = 1000;

interface Load {
  readonly what: string;
  readonly lines: number;
  /** Bytes a line. */
  readonly size: number;
}

const LOADS: readonly Load[] = [
  { what: '7 KB', lines: 1000, size: 7 },
  { what: '1.3 MB', lines: 1300, size: 1000 },
];

type Way = 'FIN' | 'RST' | 'kill';

/** Writes and vanishes while it is held. Resolves with when it was gone. */
const vanish = async (port: number, name: string, { way, load }: Case): Promise<number> => {
  if (way === 'kill') return kill(port, name, load);
  const { socket } = await enter(port, name);
  socket.write(`${'a line'.padEnd(load.size - 1, '.')}\n`.repeat(load.lines));
  await sleep(200);
  if (way === 'FIN') socket.end();
  else socket.resetAndDestroy();
  return performance.now();
};

const kill = async (port: number, name: string, { lines, size }: Load): Promise<number> => {
  const args = [join(__dirname, '../target-server.cjs'), ...[port, name, lines, size].map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await sleep(200);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return performance.now();
};

interface Case {
  readonly way: Way;
  readonly load: Load;
}

/** What did not hold, and after how many ms the leave was heard. */
const check = async (watcher: Entered, { within, port }: Stage, one: Case) => {
  const { way, load } = one;
  const name = `${way}${load.size}`;
  const from = watcher.text.length;
  const gone = await vanish(port, name, one);
  const heard = (text: string) => watcher.text.slice(from).split(text).length - 1;
  const leave = `${name} has left the chat\n`;
  await until(() => heard(leave) > 0, within(way === 'RST' ? 2000 : 5000));
  const ms = Math.round(performance.now() - gone);
  await sleep(100);
  const line = `[${name}]:a line`;
  const problems = heard(leave) === 1 ? [] : [`${name}: ${heard(leave)} leaves`];
  if (way === 'FIN' && heard(line) !== load.lines)
    problems.push(`${name}: ${heard(line)} of ${load.lines} lines before it left`);
  if (watcher.text.lastIndexOf(line) > watcher.text.lastIndexOf(leave))
    problems.push(`${name}: a line behind its leave`);
  return { done: `${way} ${load.what} ${ms} ms`, problems };
};

/** A sender that is held to its rate vanishes by FIN, RST or a kill, with little or a megabyte unread. FIN is heard behind its last line. */
export const heldSender: Fault = {
  name: 'a held sender vanishes',
  args: () => ['--rate', String(RATE)],
  punctual: false,
  light: true,
  run: async (stage) => {
    const watcher = await enter(stage.port, 'watcher');
    const results = [];
    for (const way of ['FIN', 'RST', 'kill'] as const)
      for (const load of LOADS) results.push(await check(watcher, stage, { way, load }));
    watcher.socket.destroy();
    return {
      done: results.map(({ done }) => done).join(', '),
      problems: results.flatMap(({ problems }) => problems),
    };
  },
};
