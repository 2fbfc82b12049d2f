/**
 * Two clients that talk to each other, in a process of their own: what they measure is the server's delay, not that of
 * whoever makes the load. Told over IPC what to do, by `bystanders.ts`.
 */
import { connect, type Socket } from 'node:net';
import { quantile } from '../statistics';
import { sleep, until } from './wait';

/** Each says a line so often, in ms: below the default rate of 20 a second. */
const PAUSE = 60;
const NAMES = ['ann', 'bob'] as const;
const NEWLINE = 0x0a;
/** Where the name stands in `[YYYY-MM-DD HH:MM:SS][NAME]:TEXT`. */
const NAME_AT = 21;

export interface Report {
  readonly sent: number;
  readonly got: number;
  readonly altered: number;
  /** They were cut off. */
  readonly closed: boolean;
  readonly p50: number;
  readonly p99: number;
}

class Bystander {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #head: Buffer;
  /** When each of its own lines was sent. */
  readonly sentAt: number[] = [];
  readonly delays: number[] = [];
  heard = 0;
  altered = 0;
  closed = false;
  welcome = false;
  #rest = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;

  constructor(port: number, name: string, other: string) {
    this.#name = name;
    this.#head = Buffer.from(`[${other}]:`);
    this.#socket = connect(port, '127.0.0.1').setNoDelay();
    this.#socket.write(`${name}\n`);
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => (this.closed = true));
  }

  listen(other: Bystander): void {
    this.#socket.on('data', (chunk) => this.#take(chunk, other));
  }

  talk(): void {
    this.#timer = setInterval(() => {
      this.#socket.write(`line ${this.sentAt.length} of ${this.#name}\n`);
      this.sentAt.push(performance.now());
    }, PAUSE);
  }

  silence(): void {
    clearInterval(this.#timer);
  }

  leave(): void {
    this.silence();
    this.#socket.end('/quit\n');
    this.#socket.resume();
  }

  #take(chunk: Buffer, other: Bystander): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      this.#line(bytes, [from, to], other);
      from = to + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(from));
  }

  #line(bytes: Buffer, [from, to]: readonly [number, number], other: Bystander): void {
    const at = from + NAME_AT;
    if (bytes.subarray(at, at + this.#head.length).equals(this.#head)) {
      const text = bytes.toString('utf8', at + this.#head.length, to);
      if (text !== `line ${this.heard} of ${other.#name}`) this.altered++;
      this.delays.push(performance.now() - (other.sentAt[this.heard] ?? NaN));
      this.heard++;
    } else if (!this.welcome) {
      this.welcome = bytes.toString('utf8', from, to).includes(`* welcome, ${this.#name}`);
    }
  }
}

let pair: readonly Bystander[] = [];
/** How many delays each had before what is measured began. */
let mark: readonly number[] = [];

const start = async (port: number): Promise<boolean> => {
  const [ann, bob] = [new Bystander(port, NAMES[0], NAMES[1]), new Bystander(port, NAMES[1], NAMES[0])];
  ann.listen(bob);
  bob.listen(ann);
  pair = [ann, bob];
  if (!(await until(() => pair.every(({ welcome }) => welcome), 10_000))) return false;
  ann.talk();
  await sleep(PAUSE / 2);
  bob.talk();
  return true;
};

const setMark = (): void => {
  mark = pair.map(({ delays }) => delays.length);
};

/** Falls silent, and waits until everything that was said has been heard. */
const report = async (patience: number): Promise<Report> => {
  for (const one of pair) one.silence();
  const sum = (of: (one: Bystander) => number) => pair.reduce((total, one) => total + of(one), 0);
  const [sent, got] = [() => sum(({ sentAt }) => sentAt.length), () => sum(({ heard }) => heard)];
  await until(() => got() >= sent(), patience);
  const delays = pair.flatMap((one, index) => one.delays.slice(mark[index]));
  const closed = pair.some((one) => one.closed);
  const [p50, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)];
  return { sent: sent(), got: got(), altered: sum((one) => one.altered), closed, p50, p99 };
};

const leave = (): void => {
  for (const one of pair) one.leave();
};

export type Request =
  | { readonly kind: 'start'; readonly port: number }
  | { readonly kind: 'mark' }
  | { readonly kind: 'report'; readonly patience: number }
  | { readonly kind: 'leave' };

const serve = (request: Request): unknown => {
  switch (request.kind) {
    case 'start':
      return start(request.port);
    case 'mark':
      setMark();
      return true;
    case 'report':
      return report(request.patience);
    case 'leave':
      leave();
      return true;
  }
};

process.on('message', (request: Request) => {
  void Promise.resolve(serve(request)).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit());
