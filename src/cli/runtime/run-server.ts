import { concatMap, config, ReplaySubject, type Observable, type Subscription } from 'rxjs';
import { settlesWithin, type Address, type LogRecord } from '../../stream';
import { waitForTermination, type Termination } from './termination';
import type { CliLogger } from './logger';
import { writeLine } from '../io/write-stdout';
import { startupBanner } from './startup-banner';

/** A server that runs. */
export interface RunningServer {
  readonly addresses: readonly Address[];
  readonly log$: Observable<LogRecord>;
  /** Resolves if it can't go on, and is closing. */
  readonly failed?: Promise<Error>;
  /** The text before the ready lines on stdout. */
  readonly preface?: string;
  /** Hints for a person at the terminal. */
  readonly hints?: readonly string[];
  close(): Promise<void>;
  /** Reads its files again. Rejects if they are of no use: then all stays as it is. */
  readonly reload?: () => Promise<void>;
}

/** Together under 5 s, which is what a stop may take. */
const CLOSE_TIMEOUT_MS = 4500;
const FLUSH_TIMEOUT_MS = 250;

const logStartup = ({ addresses, preface = '', hints = [] }: RunningServer, log: CliLogger): void => {
  log.event('server-started', { listening: addresses.map(({ url }) => url).join(' ') });
  const forPerson = hints.map((hint) => `${hint}\n`).join('');
  writeLine(`${preface}${startupBanner(addresses, process.stdout.isTTY)}${forPerson}`);
};

const pipeLog = ({ log$ }: RunningServer, log: CliLogger): Subscription =>
  log$.subscribe({
    next: (record) => log.log(record),
    error: (error: unknown) => log.event('log-stream-failed', { error }),
  });

const reload = async ({ reload }: RunningServer, log: CliLogger): Promise<void> => {
  const reopened = await log.reopen();
  if (!reload) {
    if (!reopened) log.event('nothing-to-reload');
    return;
  }
  try {
    await reload();
    log.event('certificates-reloaded');
  } catch (error) {
    log.event('certificate-reload-failed', { error });
  }
};

const stop = async (running: RunningServer, log: CliLogger): Promise<void> => {
  try {
    if (!(await settlesWithin(CLOSE_TIMEOUT_MS, running.close()))) log.event('shutdown-timeout');
  } catch (error) {
    log.event('close-failed', { error });
  }
};

const statusOf = ({ kind }: Termination): number => (kind === 'crash' ? 1 : 0);

/** The events of the process. */
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
  log.event('server-stopping', ending.kind === 'signal' ? { signal: ending.signal } : {});
  await stop(running, log);
  following.unsubscribe();
  log.event('server-stopped');
  return statusOf(ending);
};

/**
 * Runs a server until a signal, or an error that nobody caught, ends it. It is what makes a process of a server: the
 * library itself installs no handlers. With `outlivesHangup`, SIGHUP does not end it: it opens its log file again, and reads
 * its certificates again.
 * Resolves with the exit status, rejects if the server can't start.
 */
export const runServer = async (
  start: () => Promise<RunningServer>,
  log: CliLogger,
  outlivesHangup: boolean,
): Promise<number> => {
  // Errors of an embedder's subscriber surface here. The chat continues.
  config.onUnhandledError = (error: unknown) => log.event('subscriber-failed', { error });
  // A hangup during the start may come behind the reading of the files: it is kept until the server runs.
  const hangup$ = new ReplaySubject<void>(1);
  const tell = (error: unknown) => log.event('uncaught-error', { error });
  const ended = waitForTermination(tell, outlivesHangup ? () => hangup$.next() : undefined);
  const running = await Promise.race([start(), ended]);
  const status =
    'addresses' in running ? await runUntilTermination({ ended, hangup$ }, running, log) : statusOf(running);
  await log.close(FLUSH_TIMEOUT_MS);
  return status;
};
