import type { Report } from './observer-process';
import { Bystanders } from './observers';
import type { Fault, Outcome, Stage } from './fault';
import { ServerProcess } from './server-process';
import { sleep } from './wait';

export interface SoakOptions {
  readonly seconds: number;
  readonly server: string;
  readonly lenient: boolean;
  readonly below: (n: number) => number;
}

export interface Verdict {
  readonly name: string;
  readonly outcome: Outcome;
  readonly report: Report;
  /** Before, at its highest, after. */
  readonly rss: readonly [number, number, number];
  readonly heap: readonly [number, number];
  readonly descriptors: readonly [number, number];
  readonly problems: readonly string[];
}

/** The promise: a line arrives within so many ms in 99 of 100 cases. */
const P99 = 50;
/** Memory is back when so much more is alive than before, at most. */
const BACK = 2 * 1024 * 1024;
/** The same fault, short, before anything is measured. */
const WARM_UP = 1;
/** How much longer than twice its time a fault may take, in ms. */
const LATE = 60_000;

/** The highest resident memory from now until it is asked for. */
const watchRss = (server: ServerProcess): (() => number) => {
  let peak = server.rss;
  const timer = setInterval(() => (peak = Math.max(peak, server.rss)), 50);
  return () => {
    clearInterval(timer);
    return Math.max(peak, server.rss);
  };
};

/** Has a server of its own, a warm-up, and two bystanders all the while. */
export const runFault = async (fault: Fault, options: SoakOptions): Promise<Verdict> => {
  const server = await ServerProcess.start(options.server, fault.args(options.seconds));
  const bystanders = new Bystanders();
  try {
    await bystanders.start(server.port);
    return await measure(fault, stageOf(server, options), bystanders);
  } finally {
    bystanders.stop();
    await server.stop();
  }
};

const stageOf = (server: ServerProcess, { seconds, lenient, below }: SoakOptions): Stage => ({
  server,
  port: server.port,
  seconds,
  below,
  lenient,
  within: (ms) => (lenient ? 10 * ms : ms),
});

const measure = async (fault: Fault, stage: Stage, bystanders: Bystanders): Promise<Verdict> => {
  const { server, within, lenient } = stage;
  const empty = server.descriptors;
  const warm = await inTime(fault, { ...stage, seconds: Math.min(WARM_UP, stage.seconds) });
  const before = await settle(server, { heap: Infinity, descriptors: empty }, within(5000));
  const rss = server.rss;
  await bystanders.mark();
  const peak = watchRss(server);
  const outcome = await inTime(fault, stage);
  const highest = peak();
  const report = await bystanders.report(within(2000));
  const after = await settle(server, { ...before, heap: before.heap + BACK }, within(5000));
  const problems = [...warm.problems, ...outcome.problems, ...server.faults];
  if (!server.alive) problems.push('the server has died');
  if (report.closed) problems.push('a bystander was cut off');
  if (report.got < report.sent) problems.push(`bystanders lost ${report.sent - report.got} lines`);
  if (report.altered > 0) problems.push(`bystanders had ${report.altered} lines altered`);
  if (fault.punctual && !lenient && report.p99 > P99) problems.push(`p99 is ${report.p99.toFixed(1)} ms`);
  if (after.descriptors > before.descriptors) problems.push('descriptors are not back');
  if (after.heap > before.heap + BACK) problems.push('memory is not back');
  return {
    name: fault.name,
    outcome,
    report,
    rss: [rss, highest, server.rss],
    heap: [before.heap, after.heap],
    descriptors: [before.descriptors, after.descriptors],
    problems,
  };
};

/** A fault that does not come to its end is a finding, not a reason to wait. */
const inTime = (fault: Fault, stage: Stage): Promise<Outcome> => {
  const late: Outcome = { done: 'did not end', problems: ['it did not end in time'] };
  const bound = sleep(stage.seconds * 2000 + LATE).then(() => late);
  return Promise.race([fault.run(stage), bound]);
};

interface Holding {
  readonly heap: number;
  readonly descriptors: number;
}

/** What the server holds, once it is no more than that, or time is up. */
const settle = async (server: ServerProcess, bound: Holding, ms: number): Promise<Holding> => {
  const deadline = performance.now() + ms;
  for (;;) {
    const { descriptors } = server;
    const heap = await server.heap();
    const back = !(heap > bound.heap || descriptors > bound.descriptors);
    if (back || performance.now() > deadline) return { heap, descriptors };
    await sleep(250);
  }
};
