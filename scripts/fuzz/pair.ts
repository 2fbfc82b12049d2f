import { dial } from '../soak/dial';
import { until } from '../soak/wait';
import { Wire } from './wire';

/** Each says a line so often, in ms. */
const PAUSE = 5;

/** One of two that number their lines, and know what the other must have said. */
class Talker {
  readonly wire = new Wire();
  sent = 0;
  heard = 0;
  welcome = false;
  closed = false;
  readonly altered: string[] = [];
  readonly socket;
  readonly #name: string;
  readonly #other: string;
  #rest = '';

  constructor(port: number, name: string, other: string) {
    [this.#name, this.#other] = [name, other];
    this.socket = dial(port);
    this.socket.on('data', (chunk) => this.#take(this.wire.take(chunk)));
    this.socket.on('close', () => (this.closed = true));
    this.socket.write(`${name}\n`);
  }

  say(): void {
    this.socket.write(`line ${this.sent++} of ${this.#name}\n`);
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line.includes(`* welcome, ${this.#name}:`)) this.welcome = true;
    const text = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]\[([^\]]*)\]:(.*)$/su.exec(line);
    if (text?.[1] !== this.#other || !this.welcome) return;
    if (text[2] !== `line ${this.heard} of ${this.#other}`) this.altered.push(line);
    this.heard++;
  }
}

export interface PairReport {
  readonly said: number;
  readonly lost: number;
  readonly altered: readonly string[];
  readonly received: number;
  readonly violations: readonly string[];
}

/** Two bystanders that exchange numbered lines while others send whatever they like. */
export class Pair {
  readonly #talkers: readonly Talker[];
  #timer: NodeJS.Timeout | undefined;

  private constructor(talkers: readonly Talker[]) {
    this.#talkers = talkers;
  }

  static async start(port: number): Promise<Pair> {
    const talkers = [new Talker(port, 'alice', 'bob'), new Talker(port, 'bob', 'alice')];
    if (!(await until(() => talkers.every(({ welcome }) => welcome), 10_000)))
      throw new Error('the bystanders are not let in');
    const pair = new Pair(talkers);
    pair.#timer = setInterval(() => talkers.forEach((talker) => talker.say()), PAUSE);
    return pair;
  }

  /** Both fall silent; all that they said must have arrived within `patience` ms. */
  async stop(patience: number): Promise<PairReport> {
    clearInterval(this.#timer);
    const sum = (of: (talker: Talker) => number) => this.#talkers.reduce((all, each) => all + of(each), 0);
    const said = sum(({ sent }) => sent);
    await until(() => sum(({ heard }) => heard) >= said, patience);
    const cut = this.#talkers.some(({ closed }) => closed) ? ['a bystander was cut off'] : [];
    return {
      said,
      lost: said - sum(({ heard }) => heard),
      altered: this.#talkers.flatMap(({ altered }) => altered),
      received: sum(({ wire }) => wire.bytes),
      violations: [...this.#talkers.flatMap(({ wire }) => wire.violations), ...cut],
    };
  }
}
