import { concatMap, config, ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { settlesWithin, type Address, type LogLine } from '../../stream';
import { waitForTermination, type Termination } from './termination';
import type { CliLogger } from './logger';
import { writeLine } from '../io/write-stdout';
import { startupBanner } from './startup-banner';

/** A server that runs. */
export interface RunningServer {
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
const CLOSE_TIMEOUT_MS = 4500;
const FLUSH_TIMEOUT_MS = 250;

const logStartup = ({ addresses, preface = '', hints = [] }: RunningServer, { logger }: CliLogger): void => {
  logger.info({ listening: addresses.map(({ url }) => url).join(' ') }, 'server started');
  const forPerson = hints.map((hint) => `${hint}\n`).join('');
  writeLine(`${preface}${startupBanner(addresses, process.stdout.isTTY)}${forPerson}`);
};

const pipeLog = ({ log$ }: RunningServer, log: CliLogger): Subscription =>
  log$.subscribe({
    next: (line) => log.log(line),
    error: (err: unknown) => log.logger.error({ err }, 'the log stream ended'),
  });

const reload = async ({ reload }: RunningServer, log: CliLogger): Promise<void> => {
  const reopened = await log.reopen();
  if (!reload) {
    if (!reopened) log.logger.info('hangup: there is nothing to read again');
    return;
  }
  try {
    await reload();
    log.logger.info('certificates reloaded');
  } catch (err) {
    log.logger.error({ err }, 'certificate reload failed, keeping the old ones');
  }
};

const stop = async (running: RunningServer, { logger }: CliLogger): Promise<void> => {
  try {
    if (!(await settlesWithin(CLOSE_TIMEOUT_MS, running.close())))
      logger.warn('shutdown timeout, closing remaining connections');
  } catch (err) {
    logger.error({ err }, 'closing failed');
  }
};

const statusOf = ({ kind }: Termination): number => (kind === 'crash' ? 1 : 0);

/** What happens to the program. */
interface ProcessEvents {
  readonly ended: Promise<Termination>;
  readonly hangup$: Observable<void>;
}

const rejectOnFailure = async ({ failed }: RunningServer): Promise<Termination> => ({
  kind: 'crash',
  error: await (failed ?? new Promise<never>(() => undefined)),
});

const runUntilTermination = async (
  { ended, hangup$ }: ProcessEvents,
  running: RunningServer,
  log: CliLogger,
): Promise<number> => {
  const following = pipeLog(running, log);
  following.add(hangup$.pipe(concatMap(() => reload(running, log))).subscribe());
  logStartup(running, log);
  const ending = await Promise.race([ended, rejectOnFailure(running)]);
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
  start: () => Promise<RunningServer>,
  log: CliLogger,
  outlivesHangup: boolean,
): Promise<number> => {
  const { logger } = log;
  // What a subscriber of an embedder throws surfaces here. It is not the chat's fault, which goes on.
  config.onUnhandledError = (err: unknown) => logger.error({ err }, 'unhandled error in a subscriber');
  // A hangup during the start may come behind the reading of the files: it is kept until the server runs.
  const hangup$ = new ReplaySubject<void>(1);
  const tell = (err: unknown) => logger.fatal({ err }, 'uncaught error: closing');
  const ended = waitForTermination(tell, outlivesHangup ? () => hangup$.next() : undefined);
  const running = await Promise.race([start(), ended]);
  const status =
    'addresses' in running ? await runUntilTermination({ ended, hangup$ }, running, log) : statusOf(running);
  await log.close(FLUSH_TIMEOUT_MS);
  return status;
};
