/**
 * Where the time of rx-chat goes under a load of the benchmark: its processor time by part, from a V8 CPU profile.
 *
 *     npm run profile -- [--clients 100] [--load storm] [--contestant rx-chat]
 *
 * `--load storm` has 10 senders write as fast as they can, `--load ping` one line at a time. `--contestant` is
 * another rx-chat of the benchmark, such as 'rx-chat, half WebSockets'. Garbage collection and compilation on other
 * threads are not in a profile.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './bench/build';
import { CHATS, type Contestant } from './bench/servers';
import { runLoad } from './bench/run-load';
import { table } from './table';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '100' },
    load: { type: 'string', default: 'storm' },
    contestant: { type: 'string', default: 'rx-chat' },
  },
});

const WRITES = new Set(['writeBuffer', 'writev', 'writeUtf8String', 'writeLatin1String']);

/** Which part a function belongs to; undefined for what is no work. */
const partOf = ({ functionName, url }: Profile['nodes'][number]['callFrame']): string | undefined => {
  if (functionName === '(idle)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (WRITES.has(functionName)) return 'write: libuv and the kernel';
  const own = /\/dist\/(\w+)\//.exec(url)?.[1];
  if (url.includes('/node_modules/rxjs/')) return 'RxJS';
  if (url.includes('/node_modules/split2/')) return 'split2';
  if (own !== undefined && !url.includes('node_modules')) return `rx-chat ${own}/`;
  if (functionName.startsWith('RegExp')) return 'regular expressions';
  return 'Node and V8';
};

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-profile-'));
  const chats = CHATS.filter(({ name }) => name.startsWith('rx-chat'));
  const chat = chats.find(({ name }) => name === values.contestant);
  if (!chat) throw new Error(`--contestant is one of these: ${chats.map(({ name }) => name).join('; ')}`);
  const profiled: Contestant = {
    ...{ ...chat, signal: 'SIGTERM' },
    command: (port, options) => {
      const [node = '', ...args] = chat.command(port, options);
      return [node, '--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval', '250', ...args];
    },
  };
  try {
    build(folder);
    const clients = Number(values.clients);
    const lines = Math.min(3000, Math.round(200_000 / clients));
    const figures = await runLoad(
      profiled,
      { history: 100, built: { folder, node: process.execPath } },
      values.load,
      { clients, senders: 10, ms: 4000, lines, warm: lines },
    );
    const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile')) ?? '';
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
    const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
    const times = new Map<string, number>();
    samples.forEach((id, i) => {
      const part = parts.get(id);
      if (part) times.set(part, (times.get(part) ?? 0) + (timeDeltas[i] ?? 0) / 1000);
    });
    const total = [...times.values()].reduce((sum, time) => sum + time, 0);
    const rows = [...times].sort(([, a], [, b]) => b - a);
    process.stdout.write(
      table(
        ['part', 'ms', '%'],
        rows.map(([part, ms]) => [part, ms.toFixed(0), ((ms / total) * 100).toFixed(1)]),
      ),
    );
    process.stdout.write(`${chat.name}, ${values.load}, ${clients} clients: ${JSON.stringify(figures)}\n`);
    if (values.load === 'ping')
      process.stdout.write(
        `RxJS, a line and client: ${(((times.get('RxJS') ?? 0) * 1e6) / (2 * lines * clients)).toFixed(0)} ns\n`,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
