import pino, { type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LogLine } from '../stream';
import type { LogLevel } from './log-options';
import { openLogFile } from './log-file';
import { sinkOn, stderrDescriptor, type LogSink } from './log-sink';

/** The log of a command. */
export interface Log {
  readonly logger: Logger;
  /** Writes one record for what the server tells. */
  tell(line: LogLine): void;
  /** Opens the log file anew: what was moved away stays as it is. Resolves with whether there is one. */
  reopen(): Promise<boolean>;
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

const reopen = async (file: string, sink: LogSink, logger: Logger): Promise<void> => {
  try {
    sink.replace(await openLogFile(file));
    logger.info('log file reopened');
  } catch (err) {
    logger.error({ err }, 'log file not reopened: the old one stays');
  }
};

/** Opens the log: pretty on a terminal, otherwise JSON lines; to stderr or to a file. */
export const openLog = async ({ 'log-level': level, 'log-file': file }: LogSettings): Promise<Log> => {
  const sink = sinkOn(file === undefined ? stderrDescriptor() : await openLogFile(file));
  const pretty = file === undefined && process.stderr.isTTY ? prettyPrint() : undefined;
  const stream = { write: (line: string) => sink.write(pretty ? pretty(line) : line) };
  const logger = pino({ level, base: null }, stream);
  sink.onDropped = (dropped) => logger.warn({ dropped }, 'log lines dropped: nobody read them');
  return {
    logger,
    tell: ({ level: at, message, error, ...fields }) => logger[at]({ ...fields, err: error }, message),
    reopen: async () => {
      if (file === undefined) return false;
      await reopen(file, sink, logger);
      return true;
    },
    close: (ms) => sink.close(ms),
  };
};
