import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The built program. */
export const main = join(__dirname, '../../dist/cli/main.js');

/** What a stream has said so far, and what it is still to say. */
export interface Output {
  readonly text: string;
  /** What `look` finds, once it finds something; rejects if the stream ends without. */
  until<T>(what: string, look: (text: string) => T | undefined): Promise<T>;
  /** The first match of a pattern, once there is one. */
  find(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of `node` itself. */
  readonly node?: readonly string[];
  /** What stderr is, if it is not to be read: a descriptor. */
  readonly stderr?: number;
  /** Runs it at a terminal, where all it says is on stdout; only where `canHaveTerminal`. */
  readonly terminal?: boolean;
  /** What its stdin is. @default 'ignore' */
  readonly stdin?: 'ignore' | 'pipe';
}

/** Whether this machine has the `script` of util-linux, which makes a terminal. */
export const canHaveTerminal = String(spawnSync('script', ['--version']).stdout).includes('util-linux');

export interface Program {
  readonly child: ChildProcess;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The exit status, or the name of the signal it died of. */
  readonly exit: Promise<number | string>;
  /** The port of its ready line. */
  port(): Promise<number>;
  /** Its log's records with this message, so far; stderr must be JSON lines. */
  records(message: string): LogRecord[];
  /** The first log record with this message and these fields, once there is one. */
  logged(message: string, fields?: Readonly<Record<string, unknown>>): Promise<LogRecord>;
}

export type LogRecord = Readonly<Record<string, unknown>>;

const running = new Set<ChildProcess>();

/** Kills what a test left running; for `afterEach`. */
export const killPrograms = async (): Promise<void> => {
  const exits = [...running].map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(exits);
};

/** Keeps what a stream says. */
export const gather = (stream: Readable | null): Output => {
  let text = '';
  let ended = stream === null;
  const waiting = new Set<() => void>();
  const wake = () => [...waiting].forEach((look) => look());
  const end = () => {
    ended = true;
    wake();
  };
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  stream?.once('close', end);
  const until = <T>(what: string, look: (text: string) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const again = () => {
        const found = look(text);
        if (found === undefined && !ended) return;
        waiting.delete(again);
        if (found !== undefined) resolve(found);
        else reject(new Error(`the stream ended without ${what}: ${JSON.stringify(text)}`));
      };
      waiting.add(again);
      again();
    });
  return {
    get text() {
      return text;
    },
    until,
    find: (pattern) => until(String(pattern), (all) => pattern.exec(all) ?? undefined),
  };
};

const parse = (text: string): LogRecord[] =>
  text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogRecord);

/** The environment of the tests without what would steer the program. */
const environment = (extra: ProgramOptions['env']): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(RX_CHAT_|NODE_OPTIONS)/.test(name)),
  ),
  ...extra,
});

/** `exec`, or a shell may stay between the terminal and the program, and end of a Ctrl-C with a status of its own. */
const atTerminal = (words: readonly string[]): readonly string[] => [
  'script',
  '-qfec',
  `exec ${words.map((word) => `'${word}'`).join(' ')}`,
  '/dev/null',
];

/** Starts the built program. */
export const runProgram = (args: readonly string[], options: ProgramOptions = {}): Program => {
  const { env, node = [], stderr, terminal = false, stdin = 'ignore' } = options;
  if (!existsSync(main)) throw new Error(`${main} is missing: npm run build makes it`);
  const words = [process.execPath, ...node, main, ...args];
  const [file = '', ...rest] = terminal ? atTerminal(words) : words;
  const child = spawn(file, rest, {
    env: environment(env),
    stdio: [stdin, 'pipe', stderr ?? 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const [out, err] = [gather(child.stdout), gather(child.stderr)];
  const records = (message: string) => parse(err.text).filter(({ msg }) => msg === message);
  return {
    child,
    stdout: out,
    stderr: err,
    exit: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string),
    port: async () => Number((await out.find(/^listening on .*:(\d+)$/m))[1]),
    records,
    logged: (message, fields = {}) => {
      const wanted = Object.entries(fields);
      const fits = (record: LogRecord) => wanted.every(([key, value]) => record[key] === value);
      return err.until(`the log record ${message}`, () => records(message).find(fits));
    },
  };
};
