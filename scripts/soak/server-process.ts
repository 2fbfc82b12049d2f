import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cpuOf, descriptorsOf, rssOf } from './proc';

export const BUILT_SERVER = join(__dirname, '../../dist/cli/main.js');

export type LogRecord = Readonly<Record<string, unknown>>;

/** pino's number for `error`. */
const ERROR = 50;

/** The server, as a process of its own. Its log goes to a file, so that it waits for nobody here. */
export class ServerProcess {
  readonly pid: number;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #exit: Promise<unknown>;

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.port = port;
    this.#folder = folder;
    this.#exit = once(child, 'exit');
  }

  static async start(file: string, args: readonly string[]): Promise<ServerProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'rx-chat-soak-'));
    const log = openSync(join(folder, 'log'), 'w');
    const node = ['--expose-gc', '--require', join(__dirname, 'probe.cjs')];
    const all = [...node, file, 'serve', '--port', '0', '--host', '127.0.0.1', ...args];
    const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', log, 'ipc'] });
    closeSync(log);
    if (!child.stdout) throw new Error('no stdout');
    const lines = createInterface({ input: child.stdout });
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
    if (line === undefined) throw new Error(`the server did not start:\n${readLog(folder)}`);
    return new ServerProcess(child, Number(/:(\d+)\D*$/.exec(line)?.[1]), folder);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get rss(): number {
    return rssOf(this.pid);
  }

  /** Seconds of processor time so far. */
  get cpu(): number {
    return cpuOf(this.pid);
  }

  get descriptors(): number {
    return descriptorsOf(this.pid);
  }

  /** Its log so far: JSON lines. */
  get log(): string {
    return readLog(this.#folder);
  }

  /** Log records with this message. */
  records(message: string): LogRecord[] {
    return parse(this.log).filter(({ msg }) => msg === message);
  }

  /** What its log has that must never be there. */
  get faults(): string[] {
    const lines = this.log.split('\n');
    const isFault = (line: string) =>
      /uncaught|unhandled/i.test(line) || Number(/"level":(\d+)/.exec(line)?.[1]) >= ERROR;
    return lines.filter(isFault);
  }

  /** `heapUsed + external` once garbage is collected, in bytes; NaN if it does not answer. */
  async heap(): Promise<number> {
    if (!this.alive) return NaN;
    const answer = new Promise<number>((resolve) => this.#child.once('message', resolve));
    this.#child.send('heap');
    return Promise.race([answer, this.#exit.then(() => NaN)]);
  }

  async stop(): Promise<void> {
    if (this.alive) {
      this.#child.kill('SIGKILL');
      await this.#exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const readLog = (folder: string): string => readFileSync(join(folder, 'log'), 'utf8');

const parse = (text: string): LogRecord[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogRecord);
