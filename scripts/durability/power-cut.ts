import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientCommand } from '../../src/chat';
import { filesOf } from '../../src/journals/store/store';
import { count } from '../table';
import { runNode, verify, type Ended } from './stored-log';
import { enter, makeLog, say } from './make-log';
import { few, type Finding, type Stage, type Trial } from './scenario';

const ROOMS = ['lobby', 'kitchen', 'attic'];
const CLIENTS = ROOMS.map((room) => `who-${room}`);
const AT_ONCE = 2;
/** A write, as a disk makes it. */
const PAGE = 4096;

/** A few hundred batches, of one line and of many, and of lines that are longer than a page. */
function* batches(below: Stage['below']): Generator<readonly ClientCommand[]> {
  yield CLIENTS.map((client, index) => enter(client, ROOMS[index] ?? ''));
  for (let batch = 0, line = 0; batch < 400; batch++)
    yield Array.from({ length: below(8) === 0 ? 200 : 1 + below(10) }, () => {
      const padding = '.'.repeat(below(30) === 0 ? PAGE + below(PAGE) : below(100));
      return say(CLIENTS[line % CLIENTS.length] ?? '', `line ${line++} ${padding}`);
    });
}

type Spoil = (whole: Buffer, below: Stage['below']) => Buffer;

const cutOff: Spoil = (whole, below) => whole.subarray(0, below(whole.length));

const overwrite: Spoil = (whole, below) => {
  const spoiled = Buffer.from(whole);
  const at = below(whole.length);
  const length = below(2) === 0 ? 1 + below(16) : PAGE;
  for (let i = at; i < Math.min(at + length, whole.length); i++) spoiled[i] = below(256);
  return spoiled;
};

/** Power that fails before a page is written, on a disk that lies: what it would hold is zeros. */
const blank: Spoil = (whole, below) => {
  const spoiled = Buffer.from(whole);
  const at = below(whole.length / PAGE) * PAGE;
  return spoiled.fill(0, at, at + PAGE);
};

type Outcome =
  | 'whole'
  | 'shorter'
  | 'refused'
  | 'refused as it is read'
  | 'with lines lost, which verify tells of'
  | 'crashed'
  | 'altered';

interface Kind {
  readonly name: string;
  readonly done: string;
  readonly spoil: Spoil;
  /** What must not come of it. */
  readonly bad: readonly Outcome[];
}

const KINDS: readonly Kind[] = [
  {
    name: 'cut',
    done: 'cut at a random byte',
    spoil: cutOff,
    bad: ['crashed', 'altered', 'shorter', 'refused as it is read'],
  },
  { name: 'zeros', done: 'a page of zeros', spoil: blank, bad: ['altered', 'shorter'] },
  { name: 'random', done: 'random bytes inside', spoil: overwrite, bad: ['altered', 'shorter'] },
];

interface Opened {
  readonly seq: number;
  readonly messages: readonly unknown[];
}

interface Found extends Ended {
  /** Whether `rx-chat verify` finds anything wrong. */
  readonly isDamaged: boolean;
}

class CutTrial {
  readonly #stage: Stage;
  readonly #counts = new Map<Outcome, number>();
  readonly #problems: string[] = [];
  readonly #refusals = new Set<string>();
  readonly #whole: Buffer;
  readonly #kind: Kind;
  #expected: Opened = { seq: 0, messages: [] };

  constructor(stage: Stage, whole: Buffer, kind: Kind) {
    this.#stage = stage;
    this.#whole = whole;
    this.#kind = kind;
  }

  async run(): Promise<Finding> {
    const { cuts } = this.#stage.sizes;
    const { status, stdout, stderr } = await this.#open('uncut', this.#whole);
    if (status !== 0) throw new Error(`what was not cut can't be opened: ${status}, ${stderr}`);
    this.#expected = JSON.parse(stdout) as Opened;
    const spoiled = Array.from({ length: cuts }, () => this.#kind.spoil(this.#whole, this.#stage.below));
    const work = async (worker: number) => {
      for (let next = spoiled.pop(); next; next = spoiled.pop())
        this.#judge(await this.#open(`cut${worker}`, next), next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)));
    const counts = [...this.#counts].map(([outcome, times]) => `${times} ${outcome}`).sort();
    const size = `${count(this.#expected.messages.length)} messages, ${count(this.#whole.length)} bytes`;
    const refusals = `${this.#refusals.size} different refusal${this.#refusals.size === 1 ? '' : 's'}`;
    return {
      done: `${this.#kind.done}, ${cuts} times: ${size}`,
      found: [...counts, ...(this.#refusals.size > 0 ? [refusals] : [])].join(', '),
      problems: few(this.#problems, 12),
    };
  }

  async #open(name: string, bytes: Buffer): Promise<Found> {
    const folder = join(this.#stage.folder, name);
    mkdirSync(folder);
    writeFileSync(filesOf(folder).data, bytes);
    const journals = join(this.#stage.server, '../../journals');
    // Looked at before the server has it, which writes as it ends.
    const isDamaged = this.#kind.name !== 'cut' && (await verify(this.#stage.server, folder)).length > 0;
    const ended = await runNode([join(__dirname, 'open-log.cjs'), journals, folder, ...ROOMS]);
    rmSync(folder, { recursive: true });
    return { ...ended, stderr: ended.stderr.replaceAll(folder, 'DIR'), isDamaged };
  }

  #judge(ended: Found, bytes: Buffer): void {
    const outcome = this.#outcome(ended);
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    if (outcome === 'refused') this.#refusals.add(ended.stderr);
    if (!this.#kind.bad.includes(outcome)) return;
    const how = `${count(bytes.length)} bytes: ${outcome}, ${ended.status}`;
    this.#problems.push(`${how}, ${ended.stderr.trim().slice(0, 300)}`);
  }

  #outcome({ status, stdout, stderr, isDamaged }: Found): Outcome {
    if (status === 1 && /^[^\n]+\n$/.test(stderr)) return 'refused';
    if (status === 2) return 'refused as it is read';
    if (status !== 0) return 'crashed';
    const { seq, messages } = JSON.parse(stdout) as Opened;
    const before = this.#expected.messages.slice(0, messages.length);
    const isAltered = JSON.stringify(messages) !== JSON.stringify(before);
    if (!isAltered && seq === this.#expected.seq && messages.length === this.#expected.messages.length)
      return 'whole';
    if (isDamaged) return 'with lines lost, which verify tells of';
    return isAltered ? 'altered' : 'shorter';
  }
}

/** Makes a log, and says what is in its file as it is killed. */
const makeFile = async ({ folder, below }: Stage): Promise<Buffer> => {
  const [data, copy] = [join(folder, 'log'), join(folder, 'copy')];
  await makeLog(data, batches(below), { whenKept: () => copyFileSync(filesOf(data).data, copy) });
  return readFileSync(copy);
};

/** A file that is cut off, and one that has bytes in it that nobody wrote: none is taken for what was written. */
export const cut: Trial = {
  name: 'cut',
  async *run(stage) {
    const whole = await makeFile(stage);
    for (const kind of KINDS)
      if (stage.kinds.includes(kind.name)) yield await new CutTrial(stage, whole, kind).run();
  },
};
