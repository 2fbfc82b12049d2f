import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ServingOptions {
  /** The built program. */
  readonly server: string;
  /** What `--data` is. @default none: nothing is kept */
  readonly data?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How late an event loop comes round, in ms. */
export interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What would hold the writers back, but for the journal. */
const UNCAPPED = ['rate', 'join-rate', 'max-per-address', 'max-unnamed'].flatMap((cap) => [`--${cap}`, '0']);
const PROBE = join(__dirname, 'delay-probe.cjs');
/** Nothing that is asked of a server takes longer, in ms. */
const PATIENCE = 60_000;

const environment = (extra: ServingOptions['env']): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(RX_CHAT_|NODE_OPTIONS)/.test(name)),
  ),
  ...extra,
});

/** A server on a folder, as a process of its own. */
export class Serving {
  readonly #child: ChildProcess;
  readonly #began = performance.now();
  /** The exit status, or the name of the signal that ended it; known once all is read that it said. */
  readonly exit: Promise<number | string>;
  /** Resolves with how long it took to listen, in ms; undefined if it ends without. */
  readonly ready: Promise<number | undefined>;
  /** What it said on stderr. */
  complaint = '';
  port = 0;

  private constructor({ server, data, args = [], env }: ServingOptions) {
    const words = [
      'serve',
      '--port',
      '0',
      '--host',
      '127.0.0.1',
      '--log-level',
      'warn',
      ...UNCAPPED,
      ...args,
    ];
    const kept = data === undefined ? [] : ['--data', data];
    this.#child = spawn(process.execPath, ['--require', PROBE, server, ...words, ...kept], {
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.complaint += text));
    this.exit = once(this.#child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
    this.ready = this.#listening();
  }

  /** Starts one; it may be killed before it is ready. */
  static spawn(options: ServingOptions): Serving {
    return new Serving(options);
  }

  /** Starts one, and waits until it listens. */
  static async start(options: ServingOptions): Promise<Serving> {
    const serving = new Serving(options);
    if ((await serving.ready) === undefined)
      throw new Error(`the server did not start: ${String(await serving.exit)}, ${serving.complaint}`);
    return serving;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(): Promise<number | string> {
    this.#child.kill('SIGKILL');
    return this.exit;
  }

  stop(): Promise<number | string> {
    this.#child.kill('SIGTERM');
    return this.exit;
  }

  /** From here on it is measured. */
  async beginDelay(): Promise<void> {
    await this.#ask('begin');
  }

  async endDelay(): Promise<Delay> {
    return (await this.#ask('end')) as Delay;
  }

  async #ask(what: string): Promise<unknown> {
    const answer = once(this.#child, 'message', { signal: AbortSignal.timeout(PATIENCE) });
    this.#child.send(what);
    const [said] = (await answer) as [unknown];
    return said;
  }

  #listening(): Promise<number | undefined> {
    return new Promise((resolve) => {
      let text = '';
      this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const port = /^listening on .*:(\d+)$/m.exec(text)?.[1];
        if (port === undefined || this.port !== 0) return;
        this.port = Number(port);
        resolve(performance.now() - this.#began);
      });
      void this.exit.then(() => resolve(undefined));
    });
  }
}
