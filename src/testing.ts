import type { Duplex } from 'node:stream';
import type { AcceptOptions, Chat } from './server/create-chat';
import { RESUME_HINT } from './dialects';
import type { Clock } from './stream';
import { memoryPair } from './transports';

/** A client of a test, whose lines can be awaited. */
export interface TestClient {
  /** The whole lines so far, without newlines. */
  readonly lines: readonly string[];
  /** The text so far, prompts too. */
  readonly text: string;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
  /** Writes lines, each with its newline, in one write. */
  send(...lines: readonly string[]): void;
  /** Writes text or bytes, without adding a newline. */
  write(raw: string | Uint8Array): void;
  /**
   * Resolves with the next line that was not awaited yet; with `match`, with the next that contains or matches it, and
   * skips the others. Rejects if the connection ends first.
   */
  line(match?: string | RegExp): Promise<string>;
  /** Resolves once `text` is part of the text so far: prompts have no newline. Rejects if the connection ends first. */
  seen(text: string): Promise<void>;
  /** Ends its side, as a half-closed socket does, and goes on reading. */
  end(): void;
  /** Destroys the stream, as a client that crashes does. */
  vanish(): void;
}

/**
 * Connects a client to a chat, without a network.
 *
 * @example
 * const client = testClient(chat);
 * await client.seen('[ENTER YOUR NAME]: ');
 * client.send('ann');
 */
export const testClient = (chat: Chat, options: AcceptOptions = {}): TestClient => {
  const [ours, theirs] = memoryPair();
  const client = clientOver(ours);
  chat.accept(theirs, { remote: 'memory', ...options });
  return client;
};

/** Makes the same client of a stream, such as a socket that is connected to a server. */
export const clientOver = (stream: Duplex): TestClient => new StreamClient(stream);

/**
 * Connects a client and enters its name. Resolves once it has read its welcome.
 *
 * @example
 * const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
 * ann.send('hello');
 * await bob.line('hello');
 */
export const join = async (chat: Chat, name: string, options: AcceptOptions = {}): Promise<TestClient> => {
  const client = testClient(chat, options);
  client.send(name);
  await client.line(`welcome, ${name}`);
  if ((options.dialect ?? 'chat') === 'chat') await client.line(RESUME_HINT);
  return client;
};

class StreamClient implements TestClient {
  readonly lines: string[] = [];
  readonly closed: Promise<void>;
  text = '';
  #awaited = 0;
  #ended = false;
  #rest = '';
  readonly #stream: Duplex;
  readonly #watchers = new Set<() => void>();

  constructor(stream: Duplex) {
    this.#stream = stream;
    this.closed = new Promise((resolve) => stream.once('close', resolve));
    stream.on('error', () => this.#over());
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.#take(chunk));
    stream.on('end', () => this.#over());
    stream.on('close', () => this.#over());
  }

  send(...lines: readonly string[]): void {
    this.write(lines.map((line) => `${line}\n`).join(''));
  }

  write(raw: string | Uint8Array): void {
    this.#stream.write(raw);
  }

  line(match: string | RegExp = ''): Promise<string> {
    return this.#until(`a line with ${String(match) || 'anything'}`, () => this.#nextLine(match));
  }

  async seen(text: string): Promise<void> {
    await this.#until(`the text ${text}`, () => this.text.includes(text) || undefined);
  }

  end(): void {
    this.#stream.end();
  }

  vanish(): void {
    this.#stream.destroy();
  }

  #take(chunk: string): void {
    this.text += chunk;
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    this.lines.push(...lines);
    this.#tell();
  }

  /** The server has ended it: so does this side. */
  #over(): void {
    this.#ended = true;
    this.#stream.end();
    this.#tell();
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  #nextLine(match: string | RegExp): string | undefined {
    const fits = (line: string) => (typeof match === 'string' ? line.includes(match) : match.test(line));
    const index = this.lines.findIndex((line, at) => at >= this.#awaited && fits(line));
    if (index < 0) return undefined;
    this.#awaited = index + 1;
    return this.lines[index];
  }

  #until<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const watcher = () => {
        const found = look();
        this.#watchers.delete(watcher);
        if (found !== undefined) resolve(found);
        else if (this.#ended)
          reject(new Error(`the connection ended before ${what} came; it had sent:\n${this.text}`));
        else this.#watchers.add(watcher);
      };
      watcher();
    });
  }
}

/** A clock for tests: time passes only by `advance`. Turns still end with the pass of the event loop. */
export interface TestClock extends Clock {
  /** Lets `ms` pass: the work that is due runs, in its order. */
  advance(ms: number): void;
}

/**
 * Makes a clock that stands at `start`, in ms since 1970; by default at the start of 2026, UTC.
 *
 * @example
 * const clock = testClock();
 * const chat = createChat({ clock, idle: 60_000 });
 * clock.advance(60_000);
 */
export const testClock = (start = Date.UTC(2026, 0, 1)): TestClock => {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly work: () => void }>();
  const next = (until: number) =>
    [...timers]
      .filter(({ at }) => at <= until)
      .reduce<Timer>((a, b) => (!a || b.at < a.at ? b : a), undefined);
  return {
    now: () => now,
    elapsed: () => now - start,
    setImmediate(work) {
      const handle = setImmediate(work);
      return () => clearImmediate(handle);
    },
    setTimeout(work, ms) {
      const timer = { at: now + ms, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = next(until); timer; timer = next(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.work();
      }
      now = until;
    },
  };
};

type Timer = { readonly at: number; readonly work: () => void } | undefined;
