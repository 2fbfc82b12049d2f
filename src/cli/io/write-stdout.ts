import { CommandError } from '../errors/command-error';
import { describeFileError } from './files';
import { cleanLines } from './clean-terminal-text';

type WriteOutcome = NodeJS.ErrnoException | 'stopped' | null | undefined;

const write = (text: string, stop: AbortSignal | undefined): Promise<WriteOutcome> =>
  new Promise((resolve) => {
    const onAbort = () => resolve('stopped');
    stop?.addEventListener('abort', onAbort);
    process.stdout.write(cleanLines(text), (error) => {
      stop?.removeEventListener('abort', onAbort);
      resolve(error);
    });
  });

/** Writes to stdout what nobody has to wait for. */
export const writeLine = (text: string): void => void process.stdout.write(cleanLines(text));

/** Writes to stderr. */
export const writeError = (text: string, done?: () => void): void =>
  void process.stderr.write(cleanLines(text), done);

/**
 * Writes to stdout, at the pace of who reads it; waits no more once `stop` says so. Resolves with whether to go on:
 * `head` goes when it has enough, and that is no mistake.
 */
export const writeStdout = async (text: string, stop?: AbortSignal): Promise<boolean> => {
  const outcome = await write(text, stop);
  if (!outcome) return true;
  if (outcome === 'stopped' || outcome.code === 'EPIPE' || outcome.code === 'ERR_STREAM_DESTROYED')
    return false;
  throw new CommandError(`stdout can't be written: ${describeFileError(outcome)}`, 1, { cause: outcome });
};
