import { join } from 'node:path';
import { sleep, until } from '../soak/wait';
import { count } from '../table';
import { KeptLog, missingFrom, positions, verify } from './stored-log';
import { Serving } from './serving';
import { few, type Finding, type Stage, type Trial } from './scenario';
import { enterAll, type Writer } from './writer';

const CLIENTS = 20;
/** What a newcomer is shown. */
const HISTORY = 2000;
/** Within how many ms one that writes gets a line. */
const FIRST_LINE = 20_000;
/** One that starts is killed after so many ms, at most. */
const STARTING = 600;

class KillTrial {
  readonly #stage: Stage;
  readonly #data: string;
  readonly #log: KeptLog;
  readonly #lines: string[] = [];
  readonly #starts: number[] = [];
  readonly #problems: string[] = [];
  #received = 0;
  #whileStarting = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#data = join(stage.folder, 'kill');
    this.#log = new KeptLog(this.#data);
  }

  async run(): Promise<Finding> {
    const { rounds } = this.#stage.sizes;
    let serving = await this.#start();
    for (let round = 0; round < rounds; round++) serving = await this.#round(round, serving);
    const status = await serving.stop();
    if (status !== 0) this.#problems.push(`it ended with ${status}: ${serving.complaint.trim()}`);
    const { twice } = positions(this.#lines);
    if (twice > 0) this.#problems.push(`${twice} lines are in the log twice`);
    const again = new KeptLog(this.#data).next();
    if (again.join('\n') !== this.#lines.join('\n')) this.#problems.push('what is kept has changed since');
    this.#problems.push(...(await verify(this.#stage.server, this.#data)));
    const worst = Math.max(...this.#starts);
    return {
      done: `${rounds} kills as ${CLIENTS} write, ${this.#whileStarting} more as it starts`,
      found: `${count(this.#received)} lines received, ${count(this.#lines.length)} kept, ${twice} twice; worst start ${worst.toFixed(0)} ms`,
      problems: few(this.#problems, 10),
    };
  }

  async #start(): Promise<Serving> {
    const { server } = this.#stage;
    const serving = await Serving.start({
      server,
      data: this.#data,
      args: ['--history', String(HISTORY), '--keep', '0'],
    });
    const took = (await serving.ready) ?? Infinity;
    this.#starts.push(took);
    if (took > this.#stage.sizes.start) this.#problems.push(`a start took ${took.toFixed(0)} ms`);
    return serving;
  }

  /** Writes, kills, starts again, and compares. */
  async #round(round: number, serving: Serving): Promise<Serving> {
    const { below, sizes } = this.#stage;
    const names = Array.from({ length: CLIENTS }, (_, index) => `r${round}c${index}`);
    const writers = await enterAll(serving.port, names);
    const before = new Map(writers.map((writer) => [writer, writer.got]));
    for (const writer of writers) writer.write();
    // On a busy machine the first lines take longer than the whole of a short round.
    if (!(await until(() => writers.some((writer) => writer.got > (before.get(writer) ?? 0)), FIRST_LINE)))
      throw new Error(`round ${round}: nobody got a line within ${FIRST_LINE} ms`);
    await sleep(below(sizes.writing));
    await serving.kill();
    for (const writer of writers) writer.end();
    if (below(4) === 0) await this.#killStarting();
    const next = await this.#start();
    await this.#compare(round, writers, next);
    return next;
  }

  async #killStarting(): Promise<void> {
    const { server, below } = this.#stage;
    const serving = Serving.spawn({ server, data: this.#data, args: ['--keep', '0'] });
    await sleep(below(STARTING));
    await serving.kill();
    this.#whileStarting++;
  }

  async #compare(round: number, writers: readonly Writer[], next: Serving): Promise<void> {
    const kept = this.#log.next();
    for (const line of kept) this.#lines.push(line);
    const { at } = positions(kept);
    for (const { name, messages: all } of writers) {
      // What it was shown as it came in was said in the rounds before.
      const messages = all.filter((line) => line.startsWith(`[r${round}c`));
      this.#received += messages.length;
      const { lost, disordered } = missingFrom(at, messages);
      if (lost + disordered > 0)
        this.#problems.push(`${name} got ${lost} lines that are lost, ${disordered} in another order`);
    }
    await this.#compareShown(round, next);
  }

  /** A newcomer is shown the end of the log. */
  async #compareShown(round: number, { port }: Serving): Promise<void> {
    const [newcomer] = await enterAll(port, [`newcomer${round}`]);
    const expected = this.#lines.slice(-HISTORY).join('\n');
    if (newcomer?.messages.join('\n') !== expected)
      this.#problems.push(`round ${round}: a newcomer is shown something else than what is kept`);
    newcomer?.end();
  }
}

/** Kills the server at random moments; what anybody had seen by then must be there when it is back. */
export const kill: Trial = {
  name: 'kill',
  async *run(stage) {
    yield await new KillTrial(stage).run();
  },
};
