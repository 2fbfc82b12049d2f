/**
 * Random and mutated inputs through real sockets, while two bystanders exchange numbered lines.
 *
 *     npm run fuzz -- [--inputs 100000] [--seed 1] [--session N] [--server dist/cli/main.js]
 *
 * What a session sends follows from the seed and its number alone: `--session N` plays that one only. Exits with 1 if the
 * server dies or logs an error, a bystander's line is lost or altered, or anybody is sent what is not printable text.
 */
import { parseArgs } from 'node:util';
import { play, type Played } from './fuzz/client';
import { sessionOf } from './fuzz/inputs';
import { Pair } from './fuzz/pair';
import { enter } from './soak/dial';
import { BUILT_SERVER, ServerProcess } from './soak/server-process';
import { count, table } from './table';
import { until } from './soak/wait';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    session: { type: 'string' },
    server: { type: 'string', default: BUILT_SERVER },
  },
});

const AT_ONCE = 16;
const PATIENCE = 20_000;
const SERVER_OPTIONS = [
  ...['--rate', '0', '--join-rate', '0', '--max-per-address', '0', '--max-unnamed', '0'],
  ...['--log-level', 'warn'],
];

interface Total {
  inputs: number;
  sessions: number;
  sent: number;
  received: number;
  readonly violations: string[];
}

/** How to play a session again; played alone, it is shown too. */
const reproduce = (seed: number, index: number): string => {
  const command = `npm run fuzz -- --seed ${seed} --session ${index}`;
  if (values.session === undefined) return command;
  const { inputs, ending } = sessionOf(seed, index);
  const sent = inputs.map((input) => input.map((bytes) => bytes.toString('base64')));
  return `${command}\n    ${ending}, in base64: ${JSON.stringify(sent)}`;
};

const add = (total: Total, { inputs, sent, received, violations }: Played, what: string): void => {
  total.inputs += inputs;
  total.sent += sent;
  total.received += received;
  total.sessions++;
  for (const violation of violations) total.violations.push(`${violation}\n    ${what}`);
};

/** Asked anew: it may have died meanwhile. */
const isAlive = (server: ServerProcess): boolean => server.alive;

/** Plays sessions, some at a time, until there were enough inputs or the server is gone. */
const playAll = async (server: ServerProcess, seed: number, enough: number): Promise<Total> => {
  const total: Total = { inputs: 0, sessions: 0, sent: 0, received: 0, violations: [] };
  const first = Number(values.session ?? 0);
  const behind = values.session === undefined ? Infinity : first + 1;
  const playing = new Set<number>();
  let next = first;
  const work = async () => {
    while (total.inputs < enough && server.alive && next < behind) {
      const index = next++;
      playing.add(index);
      add(total, await play(server.port, seed, index), reproduce(seed, index));
      // Those that were at it as the server died stay.
      if (isAlive(server)) playing.delete(index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (!server.alive)
    for (const index of playing)
      total.violations.push(`played as the server died:\n    ${reproduce(seed, index)}`);
  return total;
};

/** Whether those who left are gone: only the bystanders are here, and the one who asks. */
const ghosts = async (port: number): Promise<readonly string[]> => {
  const last = await enter(port, 'last');
  let asked = 0;
  const alone = () => /^\* 3 in lobby: alice \([^)]+\), bob \([^)]+\), last \([^)]+\)$/m.test(last.text);
  await until(() => {
    if (asked++ % 50 === 0) last.socket.write('/who\n');
    return alone();
  }, PATIENCE);
  last.socket.destroy();
  return alone() ? [] : [`there are ghosts: ${last.text.trimEnd().split('\n').at(-1) ?? ''}`];
};

const main = async (): Promise<void> => {
  const seed = Number(values.seed);
  const started = performance.now();
  const server = await ServerProcess.start(values.server, SERVER_OPTIONS);
  try {
    const pair = await Pair.start(server.port);
    const total = await playAll(server, seed, Number(values.inputs));
    const { said, lost, altered, received, violations } = await pair.stop(PATIENCE);
    const problems = [...total.violations, ...violations, ...altered.map((line) => `altered: ${line}`)];
    problems.push(...server.faults, ...(server.alive ? await ghosts(server.port) : ['the server has died']));
    const row = [total.inputs, total.sessions, total.sent, total.received + received, said, lost];
    process.stdout.write(
      table(
        [
          'inputs',
          'connections',
          'bytes sent',
          'bytes received',
          'bystanders said',
          'lost',
          'altered',
          'violations',
        ],
        [[...row, altered.length, problems.length].map(count)],
      ),
    );
    const took = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`seed ${seed}, ${took} s\n`);
    for (const problem of problems.slice(0, 10)) process.stdout.write(`  ${problem}\n`);
    if (problems.length > 0 || lost > 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
};

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.exit());
