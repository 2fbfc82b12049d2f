import { once } from 'node:events';
import type { Socket } from 'node:net';
import { dial } from '../soak/dial';
import { until } from '../soak/wait';

/** How many lines at once, and how long one is told of before it counts as not let in, in ms. */
const BLOCK = 16;
const PATIENCE = 20_000;
/** How often who has a pace writes, in ms. */
const BURST = 20;
const NEWLINE = 0x0a;

/** What a line of a message is, without its time: `[name]:text`. */
export const messagesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => /^(?:\[ENTER YOUR NAME\]: )?\[[-\d]+ [:\d]+\](\[[^\]]+\]:.*)$/.exec(line)?.[1] ?? []);

/** A client that writes numbered lines as fast as they are taken, and keeps what it gets. */
export class Writer {
  readonly name: string;
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  readonly #keeps: boolean;
  readonly #padding: string;
  #timer: NodeJS.Timeout | undefined;
  #on = false;
  #next = 0;
  /** How many lines it got. */
  got = 0;
  /** Whether it was reset: what had been sent to it may be lost. */
  reset = false;

  /** `size` is how long its lines are at least; `keeps: false` counts only. */
  constructor(port: number, name: string, { size = 0, keeps = true } = {}) {
    this.name = name;
    this.#keeps = keeps;
    this.#padding = '.'.repeat(size);
    this.#socket = dial(port);
    this.#socket.on('error', () => (this.reset = true));
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.write(`${name}\n`);
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  get messages(): readonly string[] {
    return messagesOf(this.text);
  }

  get closed(): boolean {
    return this.#socket.destroyed;
  }

  /** Resolves once it is in. */
  async entered(): Promise<void> {
    const welcome = `* welcome, ${this.name}`;
    if (!(await until(() => this.closed || this.text.includes(welcome), PATIENCE)) || this.closed)
      throw new Error(`${this.name} is not let in: ${this.text.slice(-200)}`);
  }

  say(text: string): void {
    this.#socket.write(`${text}\n`);
  }

  /** From here on it writes as fast as it is read. */
  write(): void {
    clearInterval(this.#timer);
    this.#on = true;
    void this.#pump();
  }

  /** From here on it writes so many lines a second, in bursts. */
  pace(linesPerSecond: number): void {
    const burst = Math.max(1, Math.round((linesPerSecond * BURST) / 1000));
    this.#timer = setInterval(() => this.#socket.write(this.#lines(burst)), BURST);
  }

  end(): void {
    this.#on = false;
    clearInterval(this.#timer);
    this.#socket.destroy();
  }

  async #pump(): Promise<void> {
    while (this.#on && !this.closed) {
      if (this.#socket.write(this.#lines(BLOCK))) await new Promise((resolve) => setImmediate(resolve));
      else
        await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]).catch(() => undefined);
    }
  }

  #lines(count: number): string {
    return Array.from({ length: count }, () => `${this.name} ${this.#next++}${this.#padding}\n`).join('');
  }

  #take(chunk: Buffer): void {
    if (this.#keeps || this.got < BLOCK) this.#chunks.push(chunk);
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.got++;
  }
}

/** So many writers, who are in. */
export const enterAll = async (
  port: number,
  names: readonly string[],
  options: { readonly size?: number; readonly keeps?: boolean } = {},
): Promise<readonly Writer[]> => {
  const writers = names.map((name) => new Writer(port, name, options));
  await Promise.all(writers.map((writer) => writer.entered()));
  return writers;
};
