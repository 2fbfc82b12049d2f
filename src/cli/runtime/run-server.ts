import { concatMap, config, ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { within, type Address, type LogLine } from '../../stream';
import { watchEnding, type Ending } from './termination';
import type { Log } from './logger';
import { say } from '../io/write-stdout';
import { readyLines } from './startup-banner';

/** A server that runs. */
export interface Running {
  readonly addresses: readonly Address[];
  readonly log$: Observable<LogLine>;
  /** Resolves if it can't go on, and is closing. */
  readonly failed?: Promise<Error>;
  /** What comes before the ready lines on stdout. */
  readonly preface?: string;
  /** What a person at the terminal should know. */
  readonly hints?: readonly string[];
  close(): Promise<void>;
  /** Reads its files again. Rejects if they are of no use: then all stays as it is. */
  readonly reload?: () => Promise<void>;
}

/** Together under 5 s, which is what a stop may take. */
const closeWithin = 4500;
const flushWithin = 250;

const announce = ({ addresses, preface = '', hints = [] }: Running, { logger }: Log): void => {
  logger.info({ listening: addresses.map(({ url }) => url).join(' ') }, 'server started');
  const forPerson = hints.map((hint) => `${hint}\n`).join('');
  say(`${preface}${readyLines(addresses, process.stdout.isTTY)}${forPerson}`);
};

const follow = ({ log$ }: Running, log: Log): Subscription =>
  log$.subscribe({
    next: (line) => log.tell(line),
    error: (err: unknown) => log.logger.error({ err }, 'the log stream ended'),
  });

const reload = async ({ reload }: Running, log: Log): Promise<void> => {
  const reopened = await log.reopen();
  if (!reload) {
    if (!reopened) log.logger.info('hangup: there is nothing to read again');
    return;
  }
  try {
    await reload();
    log.logger.info('certificates reloaded');
  } catch (err) {
    log.logger.error({ err }, 'certificates not reloaded: the old ones stay');
  }
};

const stop = async (running: Running, { logger }: Log): Promise<void> => {
  try {
    if (!(await within(closeWithin, running.close()))) logger.warn('gave up waiting for clients to close');
  } catch (err) {
    logger.error({ err }, 'closing failed');
  }
};

const statusOf = ({ kind }: Ending): number => (kind === 'crash' ? 1 : 0);

/** What happens to the program. */
interface Events {
  readonly ended: Promise<Ending>;
  readonly hangup$: Observable<void>;
}

const failure = async ({ failed }: Running): Promise<Ending> => ({
  kind: 'crash',
  error: await (failed ?? new Promise<never>(() => undefined)),
});

const serveUntil = async ({ ended, hangup$ }: Events, running: Running, log: Log): Promise<number> => {
  const following = follow(running, log);
  following.add(hangup$.pipe(concatMap(() => reload(running, log))).subscribe());
  announce(running, log);
  const ending = await Promise.race([ended, failure(running)]);
  log.logger.info(ending.kind === 'signal' ? { signal: ending.signal } : {}, 'server stopping');
  await stop(running, log);
  following.unsubscribe();
  log.logger.info('server stopped');
  return statusOf(ending);
};

/**
 * Runs a server until a signal, or an error that nobody caught, ends it. It is what makes a process of a server: the
 * library itself installs no handlers. With `outlivesHangup`, SIGHUP does not end it: it opens its log file anew, and reads
 * its certificates again.
 * Resolves with the exit status, rejects if the server can't start.
 */
export const runServer = async (
  start: () => Promise<Running>,
  log: Log,
  outlivesHangup: boolean,
): Promise<number> => {
  const { logger } = log;
  // What a subscriber of an embedder throws surfaces here. It is not the chat's fault, which goes on.
  config.onUnhandledError = (err: unknown) => logger.error({ err }, 'unhandled error in a subscriber');
  // A hangup during the start may come behind the reading of the files: it is kept until the server runs.
  const hangup$ = new ReplaySubject<void>(1);
  const tell = (err: unknown) => logger.fatal({ err }, 'uncaught error: closing');
  const ended = watchEnding(tell, outlivesHangup ? () => hangup$.next() : undefined);
  const running = await Promise.race([start(), ended]);
  const status =
    'addresses' in running ? await serveUntil({ ended, hangup$ }, running, log) : statusOf(running);
  await log.close(flushWithin);
  return status;
};
