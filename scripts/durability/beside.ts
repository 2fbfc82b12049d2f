import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sleep } from '../soak/wait';
import { count } from '../table';
import { KeptLog, missingFrom, positions, verify } from './stored-log';
import { compile } from './preload';
import { Serving } from './serving';
import { few, skipped, type Finding, type Stage, type Trial } from './scenario';
import { enterAll, type Writer } from './writer';

const WRITERS = 10;
/** How many lines a second one writes who is in no hurry. */
const PACE = 50;
/** How much longer it takes to map the file, in ms; to read it the first times a tenth of that. */
const SLOW = 300;
/** The readers of each round: each is a process that opens the file. */
const READERS = ['log', 'verify', 'log', 'verify', 'follow'] as const;
/** How long is written at most, in ms: until all readers have opened the file. */
const WRITING = 10_000;
/** How long a reader may take, in ms. */
const PATIENCE = 60_000;

interface Read {
  readonly what: (typeof READERS)[number];
  /** What had been seen by the first writer when it began. */
  readonly seen: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | string;
}

interface Reader {
  /** Resolves once it has told something. */
  readonly opened: Promise<unknown>;
  readonly read: Promise<Read>;
}

/** A line of `rx-chat log --room`, without its time. */
const messagesIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^\[[-\d]+ [:\d]+\](\[[^\]]+\]:.*)$/.exec(line)?.[1] ?? []);

class BesideTrial {
  readonly #stage: Stage;
  readonly #preload: string;
  readonly #problems: string[] = [];
  #received = 0;
  #kept = 0;
  #reads = 0;

  constructor(stage: Stage, preload: string) {
    this.#stage = stage;
    this.#preload = preload;
  }

  async run(): Promise<Finding> {
    const { rounds } = this.#stage.sizes;
    for (let round = 0; round < rounds; round++) await this.#round(round);
    return {
      done: `${rounds} times ${WRITERS} write as ${READERS.length} processes open the file, ${SLOW} ms slower`,
      found: `${count(this.#received)} lines received, ${count(this.#kept)} kept; ${this.#reads} readers told all that was seen before`,
      problems: few(this.#problems, 10),
    };
  }

  async #round(round: number): Promise<void> {
    const { server, folder, below } = this.#stage;
    const data = join(folder, `beside${round}`);
    const serving = await Serving.start({ server, data, args: ['--keep', '0'] });
    const writers = await enterAll(
      serving.port,
      Array.from({ length: WRITERS }, (_, index) => `c${index}`),
    );
    // In a hurry a server is hardly ever between two transactions, where it would be harmed most easily.
    if (round % 2 === 1) for (const writer of writers) writer.write();
    else for (const writer of writers.slice(0, 2)) writer.pace(PACE);
    await sleep(below(100) * READERS.length);
    const readers = READERS.map((what) => this.#read(what, data, writers));
    // A log that grows faster than it is printed never ends.
    await Promise.race([Promise.all(readers.map(({ opened }) => opened)), sleep(WRITING)]);
    for (const writer of writers) writer.end();
    const reads = await Promise.all(readers.map(({ read }) => read));
    const status = await serving.stop();
    if (status !== 0) this.#problems.push(`round ${round}: the server ended with ${status}`);
    await this.#compare(round, data, writers, reads);
  }

  /** Reads in a process of its own, which is slow to open the file. */
  #read(what: Read['what'], data: string, [first]: readonly Writer[]): Reader {
    const seen = first?.messages ?? [];
    const words = what === 'verify' ? ['verify', data] : ['log', data, '--room', 'lobby'];
    const child = spawn(
      process.execPath,
      [this.#stage.server, ...words, ...(what === 'follow' ? ['--follow'] : [])],
      {
        env: { ...process.env, LD_PRELOAD: this.#preload, SLOW_OPEN_MS: String(SLOW) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const texts = [child.stdout, child.stderr].map((stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString();
    });
    const last = seen.at(-1);
    const hasEnough = () => {
      const text = texts[0]?.() ?? '';
      return text !== '' && (last === undefined || messagesIn(text).includes(last));
    };
    if (what === 'follow') void followFor(child, hasEnough);
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    const ended = once(child, 'close').then(([code, signal]) => {
      clearTimeout(timer);
      this.#reads++;
      const [stdout, stderr] = texts.map((text) => text());
      return {
        what,
        seen,
        stdout: stdout ?? '',
        stderr: stderr ?? '',
        status: (code ?? signal) as number | string,
      };
    });
    return { opened: Promise.race([once(child.stdout, 'data'), ended]), read: ended };
  }

  async #compare(
    round: number,
    data: string,
    writers: readonly Writer[],
    reads: readonly Read[],
  ): Promise<void> {
    const kept = new KeptLog(data).next();
    this.#kept += kept.length;
    const { at, twice } = positions(kept);
    if (twice > 0) this.#problems.push(`round ${round}: ${twice} lines are in the log twice`);
    for (const { name, messages } of writers) {
      this.#received += messages.length;
      const { lost, disordered } = missingFrom(at, messages);
      if (lost + disordered > 0)
        this.#problems.push(
          `round ${round}: ${name} got ${lost} lines that are lost, ${disordered} in another order`,
        );
    }
    for (const read of reads) this.#judge(round, read, kept);
    this.#problems.push(...(await verify(this.#stage.server, data)).map((line) => `round ${round}: ${line}`));
  }

  /** What a reader tells begins as the log does, and has what was seen before it began. */
  #judge(round: number, { what, seen, stdout, stderr, status }: Read, kept: readonly string[]): void {
    const told = messagesIn(stdout);
    const isBeginning = what === 'verify' || told.every((line, index) => line === kept[index]);
    const has = new Set(told);
    const unseen = what === 'verify' ? 0 : seen.filter((line) => !has.has(line)).length;
    if (status === 0 && isBeginning && unseen === 0) return;
    const how = isBeginning ? `${unseen} lines fewer than were seen` : 'something else than the log';
    this.#problems.push(
      `round ${round}: ${what} ended with ${status}, told ${how}: ${(stderr || stdout).slice(0, 200)}`,
    );
  }
}

/** Stops a reader that goes on by itself once it has told enough. */
const followFor = async (child: ChildProcess, hasEnough: () => boolean): Promise<void> => {
  while (child.exitCode === null && child.signalCode === null && !hasEnough()) await sleep(20);
  child.kill('SIGTERM');
};

/** Readers beside a server that writes as fast as it can: they take nothing back, and tell what is kept. */
export const beside: Trial = {
  name: 'beside',
  async *run(stage) {
    const preload = compile('slow-open', stage.folder);
    if ('why' in preload) yield skipped('readers beside a server', preload.why);
    else yield await new BesideTrial(stage, preload.file).run();
  },
};
