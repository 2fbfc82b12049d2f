import { constants, fstatSync, openSync } from 'node:fs';
import pino from 'pino';

/** To open a pipe without a reader fails then, and to write to one that is full: either would keep a thread, and the process. */
export const APPEND_WITHOUT_WAITING = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK;

/** Where log lines go. It never blocks, never throws, and holds a bounded number of bytes. */
export interface LogDestination {
  write(line: string): void;
  /** Hears, once there is a reader again, how many lines were thrown away for want of one. */
  onDropped: (count: number) => void;
  /** Writes to another descriptor from now on. Lines that wait for the previous one are still written there. */
  replace(dest: number): void;
  /** Writes what is left, for at most `ms`. */
  close(ms: number): Promise<void>;
}

/** The limit for lines that wait for a slow reader, in bytes; further lines are dropped and counted. */
const MAX_WAITING_LINES = 4 * 1024 * 1024;

type Stream = ReturnType<typeof pino.destination>;

/** A stream to a descriptor, which tells how many lines were dropped once it takes some again. */
const streamTo = (dest: number, onDropped: (count: number) => void): Stream => {
  const stream = pino.destination({ dest, sync: false, maxLength: MAX_WAITING_LINES });
  let dropped = 0;
  stream.on('drop', () => dropped++);
  stream.on('drain', () => {
    const count = dropped;
    dropped = 0;
    if (count > 0) onDropped(count);
  });
  // The reader is gone (EPIPE) or the disk is full. There is nowhere to tell it, and the chat goes on.
  stream.on('error', () => undefined);
  return stream;
};

const end = (stream: Stream, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    stream.once('close', done).once('error', done);
    stream.end();
  });

/** The log's way to a descriptor. */
export const openDestination = (dest: number): LogDestination => {
  const onDropped = (count: number) => sink.onDropped(count);
  let stream = streamTo(dest, onDropped);
  let before: Stream | undefined;
  let closed = false;
  // At exit pino would flush synchronously, for ever if the reader stopped or the disk is full; not what is destroyed.
  process.prependListener('exit', () => [before, stream].forEach((open) => open?.destroy()));
  const sink: LogDestination = {
    onDropped: () => undefined,
    write: (line) => {
      if (!closed) stream.write(line);
    },
    replace: (next) => {
      // One that still can't be written at the next hangup never will be.
      before?.destroy();
      before = stream;
      stream = streamTo(next, onDropped);
      before.end();
    },
    close: (ms) => {
      closed = true;
      return end(stream, ms);
    },
  };
  return sink;
};

/**
 * A descriptor of stderr whose writes don't wait. A write that waits in a thread for a stopped reader (Ctrl-S, a pipe
 * nobody reads) keeps even `process.exit` from ending the process. Opened again, it is a description of its own, so
 * that not blocking is not forced on who shares stderr. A file keeps its descriptor, for its offset is shared.
 */
export const stderrDescriptor = (): number => {
  try {
    const stats = fstatSync(2);
    if (!stats.isFIFO() && !stats.isCharacterDevice()) return 2;
    return openSync('/dev/stderr', APPEND_WITHOUT_WAITING);
  } catch {
    return 2;
  }
};
