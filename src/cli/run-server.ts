import { config, type Observable, type Subscription } from 'rxjs';
import type { Address, LogLine } from '../stream';
import { watchEnding, type Ending } from './ending';
import type { Log } from './log';
import { readyLines } from './ready-lines';
import { within } from './within';

/** A server that runs. */
export interface Running {
  readonly addresses: readonly Address[];
  readonly log$: Observable<LogLine>;
  close(): Promise<void>;
}

/** Together under 5 s, which is what a stop may take. */
const closeWithin = 4500;
const flushWithin = 250;

const announce = ({ addresses }: Running, { logger }: Log): void => {
  logger.info({ listening: addresses.map(({ url }) => url).join(' ') }, 'server started');
  process.stdout.write(readyLines(addresses, process.stdout.isTTY));
};

const follow = ({ log$ }: Running, log: Log): Subscription =>
  log$.subscribe({
    next: (line) => log.tell(line),
    error: (err: unknown) => log.logger.error({ err }, 'the log stream ended'),
  });

const stop = async (running: Running, { logger }: Log): Promise<void> => {
  try {
    if (!(await within(closeWithin, running.close()))) logger.warn('gave up waiting for clients to close');
  } catch (err) {
    logger.error({ err }, 'closing failed');
  }
};

const statusOf = ({ kind }: Ending): number => (kind === 'crash' ? 1 : 0);

const serveUntil = async (ended: Promise<Ending>, running: Running, log: Log): Promise<number> => {
  const following = follow(running, log);
  announce(running, log);
  const ending = await ended;
  log.logger.info(ending.kind === 'signal' ? { signal: ending.signal } : {}, 'server stopping');
  await stop(running, log);
  following.unsubscribe();
  log.logger.info('server stopped');
  return statusOf(ending);
};

/**
 * Runs a server until a signal, or an error that nobody caught, ends it. It is what makes a process of a server: the
 * library itself installs no handlers. Resolves with the exit status, rejects if the server can't start.
 */
export const runServer = async (start: () => Promise<Running>, log: Log): Promise<number> => {
  const { logger } = log;
  // What a subscriber of an embedder throws surfaces here. It is not the chat's fault, which goes on.
  config.onUnhandledError = (err: unknown) => logger.error({ err }, 'unhandled error in a subscriber');
  const ended = watchEnding((err) => logger.fatal({ err }, 'uncaught error: closing'));
  const running = await Promise.race([start(), ended]);
  const status = 'addresses' in running ? await serveUntil(ended, running, log) : statusOf(running);
  await log.close(flushWithin);
  return status;
};
