import type { Duplex } from 'node:stream';
import type { AcceptOptions, Chat } from './server/create-chat';
import { RESUME_HINT } from './dialects';
import type { Clock } from './stream';
import { memoryPair } from './transports';

/** A client in memory whose lines can be awaited. */
export interface TestClient {
  /** Every whole line so far, without newlines. */
  readonly lines: readonly string[];
  /** Everything so far, prompts too. */
  readonly text: string;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
  /** Writes lines, each with its newline, in one write. */
  send(...lines: readonly string[]): void;
  /** Writes as it is. */
  write(raw: string | Uint8Array): void;
  /** The next line that has not been awaited yet; with `match`, the next that contains or matches it. Skips the others. */
  line(match?: string | RegExp): Promise<string>;
  /** Resolves once `text` has been seen, wherever: prompts have no newline. */
  seen(text: string): Promise<void>;
  /** Says that it sends no more, as a half-closed socket does, and goes on reading. */
  end(): void;
  /** Is gone, from one moment to the next. */
  vanish(): void;
}

/** Connects a client to a chat, without a network. */
export const testClient = (chat: Chat, options: AcceptOptions = {}): TestClient => {
  const [ours, theirs] = memoryPair();
  const client = clientOver(ours);
  chat.accept(theirs, { remote: 'memory', ...options });
  return client;
};

/** The same client over any stream, such as a socket that is connected to a server. */
export const clientOver = (stream: Duplex): TestClient => new StreamClient(stream);

/** Connects a client and enters; resolves once it is in, and has read its welcome. */
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

/** A clock that one turns by hand. Turns still end with the pass of the event loop; only time waits. */
export interface TestClock extends Clock {
  /** Lets time pass: what was scheduled within it runs, in its order. */
  advance(ms: number): void;
}

/** A clock that stands at `start`, in ms since 1970. */
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
