import type { Fault, Outcome, Stage } from '../fault';
import { median } from '../../statistics';
import { Storm } from '../storm';
import { count, mib } from '../../table';
import { sleep, until } from '../wait';

const TAPE = 4 * 1024 * 1024;
const SLACK = 8 * 1024 * 1024;
const PAIRS = 5;
/** All is lost that has not come when nothing has for so long, in ms. */
const PATIENCE = 5000;

interface Run {
  /** Deliveries a second. */
  readonly rate: number;
  /** The server's processor time for each delivery, in µs. */
  readonly cost: number;
  /** The most that was alive in the server, in bytes. */
  readonly peak: number;
  readonly note: string;
  readonly problems: readonly string[];
}

/** What one of the 50 does while the others read, and what must have become of it. */
interface Trouble {
  readonly begin: (storm: Storm) => void;
  readonly check: (
    storm: Storm,
    stage: Stage,
  ) => Promise<{ readonly note: string; readonly problems: readonly string[] }>;
}

/** All lines are half a minute's work at the most; a short run has fewer. */
const linesFor = (seconds: number): number => Math.min(200_000, seconds * 10_000);

/** What is alive is looked at every second while the lines go through, in every run alike. */
const watchHeap = (stage: Stage) => {
  let peak = 0;
  const watch = { on: true };
  const watching = (async () => {
    while (watch.on) {
      peak = Math.max(peak, await stage.server.heap());
      await sleep(1000);
    }
  })();
  return async () => {
    watch.on = false;
    await watching;
    return peak;
  };
};

const runStorm = async (stage: Stage, lines: number, trouble?: Trouble): Promise<Run> => {
  const storm = await Storm.gather(stage.server);
  const others = trouble ? storm.members.filter((member) => member !== storm.last) : storm.members;
  trouble?.begin(storm);
  const heapPeak = watchHeap(stage);
  const started = performance.now();
  const used = stage.server.cpu;
  storm.pour(lines);
  await storm.haveAll(others, PATIENCE);
  const deliveries = lines * others.length;
  const rate = deliveries / ((storm.lastAt - started) / 1000);
  const cost = ((stage.server.cpu - used) * 1e6) / deliveries;
  const peak = await heapPeak();
  const verdict = await trouble?.check(storm, stage);
  const problems = [...storm.faultsOf(others), ...(verdict?.problems ?? [])];
  await storm.dismiss();
  return { rate, cost, peak, note: verdict?.note ?? '', problems };
};

/** Runs with and without the trouble in turn, as many pairs as there is time for; the first run of all is to warm up. */
const compare = async (stage: Stage, trouble: Trouble): Promise<Outcome> => {
  const stop = performance.now() + stage.seconds * 1000;
  const lines = linesFor(stage.seconds);
  const [plain, troubled]: [Run[], Run[]] = [[], []];
  await runStorm(stage, lines / 10);
  for (let pair = 0; pair < PAIRS && (pair === 0 || performance.now() < stop); pair++) {
    plain.push(await runStorm(stage, lines));
    troubled.push(await runStorm(stage, lines, trouble));
  }
  const problems = [...plain, ...troubled].flatMap((run) => run.problems);
  const ratioOf = (of: (run: Run) => number) =>
    median(troubled.map((run, i) => of(run) / of(plain[i] ?? run)));
  const [speed, cost] = [ratioOf(({ rate }) => rate), ratioOf((run) => run.cost)];
  // A machine that does something else now and then makes any pair slow, but no delivery dear.
  if (!stage.lenient && plain.length === PAIRS && speed < 0.9 && !(cost < 1.1))
    problems.push(`the others were ${speed.toFixed(2)} times as fast as without it`);
  const peaks = [troubled, plain].map((runs) => Math.max(...runs.map(({ peak }) => peak)));
  const growth = (peaks[0] ?? NaN) - (peaks[1] ?? NaN);
  if (growth > TAPE + SLACK) problems.push(`${mib(growth)} MiB more than without it`);
  return {
    done:
      `${plain.length} pairs of ${count(lines)} lines, speed x ${speed.toFixed(2)} of ` +
      `${count(median(plain.map(({ rate }) => rate)))}/s at cost x ${cost.toFixed(2)}, ${mib(growth)} MiB more; ${troubled.at(-1)?.note ?? ''}`,
    problems,
  };
};

const stops: Trouble = {
  begin: ({ last }) => last.stop(),
  check: async ({ last, control }, { server, within }) => {
    const told = () =>
      control.reader.left.filter((line) => line.startsWith(`${last.name} `) || line === last.name);
    const causes = () => server.records('client disconnected').filter(({ name }) => name === last.name);
    await until(() => told().length > 0 && causes().length > 0, within(10_000));
    const once = told().length === 1 && told()[0] === `${last.name} (too slow)`;
    const good = once && causes().length === 1 && causes()[0]?.cause === 'too slow';
    return {
      note: 'let go once',
      problems: good ? [] : [`${last.name} left as ${JSON.stringify([told(), causes()])}`],
    };
  },
};

const sips: Trouble = {
  begin: ({ last }) => last.sip(65_536),
  check: async (storm) => {
    const { last, control } = storm;
    const pair = [last, control];
    last.goOn();
    // It takes all that is still on its way, then the mark: a line of the room as well, which may be skipped no more.
    await quiet(() => last.reader.got);
    const marked = await storm.mark('b', ({ reader }) => reader.finished, pair);
    const [its, all] = pair.map(({ reader: { got, others, skipped } }) => got + others + skipped);
    const { got, skipped, notices, disorder } = last.reader;
    const good = marked && its === all && disorder === 0;
    return {
      note: `${count(got)} read, ${count(skipped)} skipped in ${notices} notices`,
      problems: good ? [] : [`it was told of ${its} lines of ${all}, ${disorder} out of order`],
    };
  },
};

/** Resolves once a number has stood still for half a second. */
const quiet = async (value: () => number): Promise<void> => {
  for (let before = -1; before !== value();) {
    before = value();
    await sleep(500);
  }
};

const base = { punctual: false, light: false } as const;

/** Lines a second of a sender: none too many, or in a short run far from what the machine can do. */
const rateFor = (seconds: number): string => (seconds < 3 ? '800' : '0');

/** One of 50 stops reading while 10 others write. */
export const oneStops: Fault = {
  ...base,
  name: 'one of 50 stops',
  args: (seconds) => [
    ...['--rate', rateFor(seconds), '--join-rate', '0'],
    ...['--stall-timeout', String(seconds < 3 ? 3 : 5)],
  ],
  run: (stage) => compare(stage, stops),
};

/** One of 50 reads 64 KiB/s while 10 others write. */
export const oneSips: Fault = {
  ...base,
  name: 'one of 50 reads 64 KiB/s',
  args: (seconds) => ['--rate', rateFor(seconds), '--join-rate', '0'],
  run: (stage) => compare(stage, sips),
};
