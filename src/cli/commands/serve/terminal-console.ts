import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Observable, type Subscription } from 'rxjs';
import type { Chat } from '../../../server/create-chat';
import type { CliLogger } from '../../runtime/logger';
import { writeLine } from '../../io/write-stdout';

/** How often a process in the background looks whether it still is, in ms. */
const FOREGROUND_CHECK_MS = 1000;

/** `pid (comm) state ppid pgrp session tty_nr tpgid …`; the name may hold spaces and brackets. */
const parseProcStat = (stat: string): boolean => {
  const [, , pgrp, , , tpgid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return pgrp === tpgid;
};

/** Whether this process is in the foreground of its terminal, and may read what is typed there. */
const isInForeground = (): boolean => {
  try {
    return parseProcStat(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    // Not Linux: `ps` marks those in the foreground.
    return String(spawnSync('ps', ['-o', 'stat=', '-p', String(process.pid)]).stdout).includes('+');
  }
};

/** The lines that are typed at the terminal. Its end (Ctrl-D) ends them, and nothing else. */
const stdinLines = (): Observable<string> =>
  new Observable((subscriber) => {
    const { stdin } = process;
    const lines = createInterface({ input: stdin, terminal: false });
    // To read in the background would stop the process (SIGTTIN), with all its clients. A shell does not say when it
    // fetches a job that runs to the foreground.
    const attend = () => (isInForeground() ? stdin.resume() : stdin.pause());
    const looking = setInterval(() => stdin.isPaused() && attend(), FOREGROUND_CHECK_MS).unref();
    lines.on('line', (line) => subscriber.next(line)).on('close', () => subscriber.complete());
    stdin.on('error', () => lines.close());
    process.on('SIGCONT', attend);
    attend();
    return () => {
      clearInterval(looking);
      process.off('SIGCONT', attend);
      lines.close();
    };
  });

/** At a terminal, and only there, what is typed is for the operator console. */
export const attachTerminal = (chat: Chat, { event }: CliLogger): Subscription | undefined =>
  process.stdin.isTTY
    ? chat.console(stdinLines()).subscribe({
        next: writeLine,
        error: (error: unknown) => event('console-failed', { error }),
      })
    : undefined;
