import { createInterface } from 'node:readline';
import { Observable, type Subscription } from 'rxjs';
import type { Chat } from '../../../server/create-chat';
import type { Log } from '../../runtime/logger';
import { inForeground } from './foreground';
import { say } from '../../io/write-stdout';

/** How often a process in the background looks whether it still is, in ms. */
const LOOK = 1000;

/** The lines that are typed at the terminal. Its end (Ctrl-D) ends them, and nothing else. */
const typedLines = (): Observable<string> =>
  new Observable((subscriber) => {
    const { stdin } = process;
    const lines = createInterface({ input: stdin, terminal: false });
    // To read in the background would stop the process (SIGTTIN), with all its clients. A shell does not say when it
    // fetches a job that runs to the foreground.
    const attend = () => (inForeground() ? stdin.resume() : stdin.pause());
    const looking = setInterval(() => stdin.isPaused() && attend(), LOOK).unref();
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
export const openConsole = (chat: Chat, { logger }: Log): Subscription | undefined =>
  process.stdin.isTTY
    ? chat.console(typedLines()).subscribe({
        next: say,
        error: (err: unknown) => logger.error({ err }, 'the operator console has failed'),
      })
    : undefined;
