import pino, { type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LogLine } from '../stream';
import type { LogLevel } from './log-options';
import { fileSink, stderrSink } from './log-sink';

/** The log of a command. */
export interface Log {
  readonly logger: Logger;
  /** Writes one record for what the server tells. */
  tell(line: LogLine): void;
  /** Flushes, for at most `ms`. */
  close(ms: number): Promise<void>;
}

interface LogSettings {
  readonly 'log-level': LogLevel;
  readonly 'log-file': string | undefined;
}

const prettyPrint = () =>
  prettyFactory({
    colorize: !process.env.NO_COLOR,
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
    singleLine: true,
  });

/** Opens the log: pretty on a terminal, otherwise JSON lines; to stderr or to a file. */
export const openLog = async ({ 'log-level': level, 'log-file': file }: LogSettings): Promise<Log> => {
  const sink = file === undefined ? stderrSink() : await fileSink(file);
  const pretty = file === undefined && process.stderr.isTTY ? prettyPrint() : undefined;
  const stream = { write: (line: string) => sink.write(pretty ? pretty(line) : line) };
  const logger = pino({ level, base: null }, stream);
  sink.onDropped = (dropped) => logger.warn({ dropped }, 'log lines dropped: nobody read them');
  return {
    logger,
    tell: ({ level: at, message, error, ...fields }) => logger[at]({ ...fields, err: error }, message),
    close: (ms) => sink.close(ms),
  };
};
