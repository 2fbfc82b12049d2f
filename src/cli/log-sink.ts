import { constants, fstatSync, open, openSync } from 'node:fs';
import { promisify } from 'node:util';
import pino from 'pino';
import { CommandError } from './command-error';
import { errorReason } from './error-reason';

/** Where log lines go. It never blocks, never throws, and holds a bounded number of bytes. */
export interface LogSink {
  write(line: string): void;
  /** Hears, once there is a reader again, how many lines were thrown away for want of one. */
  onDropped: (count: number) => void;
  /** Writes what is left, for at most `ms`. */
  close(ms: number): Promise<void>;
}

/** What waits for a reader that is slow, in bytes; what comes on top is dropped and counted. */
const maxWaiting = 4 * 1024 * 1024;

const sinkOn = (dest: number): LogSink => {
  const stream = pino.destination({ dest, sync: false, maxLength: maxWaiting });
  // At exit pino would flush synchronously, for ever if the reader stopped or the disk is full; not what is destroyed.
  process.prependListener('exit', () => stream.destroy());
  let dropped = 0;
  let closed = false;
  stream.on('drop', () => dropped++);
  stream.on('drain', () => {
    const count = dropped;
    dropped = 0;
    if (count > 0) sink.onDropped(count);
  });
  // The reader is gone (EPIPE) or the disk is full. There is nowhere to tell it, and the chat goes on.
  stream.on('error', () => undefined);
  const sink: LogSink = {
    onDropped: () => undefined,
    write: (line) => {
      if (!closed) stream.write(line);
    },
    close: (ms) =>
      new Promise((resolve) => {
        closed = true;
        const timer = setTimeout(resolve, ms);
        const done = () => {
          clearTimeout(timer);
          resolve();
        };
        stream.once('close', done).once('error', done);
        stream.end();
      }),
  };
  return sink;
};

/**
 * A descriptor of stderr whose writes don't wait. A write that waits in a thread for a stopped reader (Ctrl-S, a pipe
 * nobody reads) keeps even `process.exit` from ending the process. Opened anew, it is a description of its own, so
 * that not blocking is not forced on who shares stderr. A file keeps its descriptor, for its offset is shared.
 */
const stderrDescriptor = (): number => {
  try {
    const stats = fstatSync(2);
    if (!stats.isFIFO() && !stats.isCharacterDevice()) return 2;
    return openSync('/dev/stderr', constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK);
  } catch {
    return 2;
  }
};

/** The log's way to stderr. */
export const stderrSink = (): LogSink => sinkOn(stderrDescriptor());

/** The log's way to a file, which it appends to. */
export const fileSink = async (path: string): Promise<LogSink> => {
  try {
    return sinkOn(await promisify(open)(path, 'a'));
  } catch (cause) {
    const message = `--log-file ${path} can't be written: ${errorReason(cause)}; name a file in a folder you may write to`;
    throw new CommandError(message, 1, { cause });
  }
};
