import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Report, Request } from './observer-process';

/** Two clients that chat all the while and notice what a fault does to them. */
export class Bystanders {
  readonly #child: ChildProcess;

  constructor() {
    const file = join(__dirname, 'observer-process.ts');
    this.#child = spawn(process.execPath, ['--import', 'tsx', file], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** They enter and begin to talk. */
  async start(port: number): Promise<void> {
    if (!(await this.#ask({ kind: 'start', port }))) throw new Error('the bystanders are not let in');
  }

  /** The delays from here on are those that count. */
  async mark(): Promise<void> {
    await this.#ask({ kind: 'mark' });
  }

  /** They fall silent; all that they said must have arrived within `patience` ms. */
  async report(patience: number): Promise<Report> {
    return (await this.#ask({ kind: 'report', patience })) as Report;
  }

  async leave(): Promise<void> {
    await this.#ask({ kind: 'leave' });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  async #ask(request: Request): Promise<unknown> {
    const answer = once(this.#child, 'message') as Promise<[unknown]>;
    this.#child.send(request);
    return (await answer)[0];
  }
}
