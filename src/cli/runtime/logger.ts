import pino from 'pino';
import { prettyFactory } from 'pino-pretty';
import { systemClock, type LogRecord } from '../../stream';
import type { logLevels } from '../../server/option-table';
import { COMMAND_LOG_EVENTS, type LogCommandEvent, type OutgoingRecord } from './command-log';
import { openLogFile } from './log-file';
import { LogRateLimiter } from './log-rate-limiter';
import { LogRotation } from './log-rotation';
import { openDestination, stderrDescriptor } from './log-destination';
import { warnOfPermissions } from '../io/warn-of-permissions';
import { cleanValue, escapeJson } from '../io/clean-terminal-text';

/** The log of a command. */
export interface CliLogger {
  /** Writes a record of the command's own. */
  readonly event: LogCommandEvent;
  /** Writes a record of the server. */
  log(record: LogRecord): void;
  /** Opens the log file again: what was moved away stays as it is. Resolves with whether there is one. */
  reopen(): Promise<boolean>;
  /** Flushes, for at most `ms`. */
  close(ms: number): Promise<void>;
}

interface LogSettings {
  readonly 'log-level': (typeof logLevels)[number];
  readonly 'log-file': string | undefined;
}

/** Cleans what a record says before its colours are added. */
export const prettyPrint = (): ((line: string) => string) => {
  const pretty = prettyFactory({
    colorize: !process.env.NO_COLOR,
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
    singleLine: true,
  });
  return (line) => pretty(cleanValue(JSON.parse(line) as object));
};

/** Opens the log: pretty on a terminal, otherwise JSON lines; to stderr or to a file. */
export const openLogger = async ({
  'log-level': level,
  'log-file': path,
}: LogSettings): Promise<CliLogger> => {
  const file = path === undefined ? undefined : await openLogFile(path);
  const sink = openDestination(file?.descriptor ?? stderrDescriptor());
  const pretty = !file && process.stderr.isTTY ? prettyPrint() : undefined;
  const stream = { write: (line: string) => sink.write(pretty ? pretty(line) : escapeJson(line)) };
  const logger = pino({ level, base: null }, stream);
  const write = ({ level: at, message, error, ...fields }: OutgoingRecord) =>
    logger[at]({ ...fields, err: error }, message);
  const event: LogCommandEvent = (name, fields, message) =>
    write({ event: name, ...COMMAND_LOG_EVENTS[name], ...(message !== undefined && { message }), ...fields });
  sink.onDropped = (dropped) => event('log-records-dropped', { dropped });
  const place = path !== undefined && file ? new LogRotation(path, file, { sink, event }) : undefined;
  if (path !== undefined) await warnOfPermissions(path, 'the log file', event);
  place?.watch();
  const limit = new LogRateLimiter({ clock: systemClock, write });
  return {
    event,
    log: (record) => {
      if (logger.isLevelEnabled(record.level)) limit.log({ ...record });
    },
    reopen: async () => {
      await place?.reopen();
      return place !== undefined;
    },
    close: (ms) => {
      limit.flush();
      place?.close();
      return sink.close(ms);
    },
  };
};
