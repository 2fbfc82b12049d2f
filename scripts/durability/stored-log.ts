import { execFile } from 'node:child_process';
import { StoreReader } from '../../src/journals/tools';

/** The messages that a folder holds, as `[name]:text`, in their order; it may be in use. */
export class KeptLog {
  readonly #folder: string;
  /** Who has which id: ids come with the entries. */
  readonly #names = new Map<string, string>();
  #seq = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What has come since it was last asked. */
  next(): readonly string[] {
    const store = StoreReader.open(this.#folder);
    const found: string[] = [];
    for (const first of store.seqs(this.#seq))
      for (const { seq, client, command } of store.batch(first)) {
        if (seq <= this.#seq) continue;
        if (seq !== this.#seq + 1) throw new Error(`entry ${seq} comes after ${this.#seq}`);
        this.#seq = seq;
        if (command.kind === 'enter') this.#names.set(client, command.name.text);
        if (command.kind === 'say') found.push(`[${this.#names.get(client) ?? '?'}]:${command.text}`);
      }
    store.close();
    return found;
  }
}

/** What a client got that is not in the log, or not in its order. */
export const missingFrom = (
  log: ReadonlyMap<string, number>,
  got: readonly string[],
): { readonly lost: number; readonly disordered: number } => {
  let [lost, disordered, last] = [0, 0, -1];
  for (const line of got) {
    const at = log.get(line);
    if (at === undefined) lost++;
    else if (at <= last) disordered++;
    last = Math.max(last, at ?? last);
  }
  return { lost, disordered };
};

/** Where each line stands, and how many stand there more than once. */
export const positions = (
  lines: readonly string[],
): { readonly at: Map<string, number>; readonly twice: number } => {
  const at = new Map(lines.map((line, index) => [line, index] as const));
  return { at, twice: lines.length - at.size };
};

export interface Ended {
  /** The exit status, or the name of the signal that ended it. */
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of Node's until it ends. */
export const runNode = (
  args: readonly string[],
  options: { readonly uid?: number; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const { uid, env } = options;
    execFile(
      process.execPath,
      [...args],
      {
        ...(uid !== undefined && { uid, gid: uid }),
        env: { ...process.env, ...env },
        maxBuffer: 256 * 1024 * 1024,
        timeout: 60_000,
      },
      (error, stdout, stderr) => {
        const status = error ? (error.signal ?? error.code ?? 'unknown') : 0;
        resolve({ status, stdout, stderr });
      },
    );
  });

/** What `rx-chat verify` says is wrong with a folder. */
export const verify = async (server: string, folder: string): Promise<readonly string[]> => {
  const { status, stdout, stderr } = await runNode([server, 'verify', folder]);
  return status === 0 ? [] : [`verify: ${(stdout + stderr).trim()}`];
};
