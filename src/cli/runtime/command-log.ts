import type { LogEvent } from '../../stream';

type LogLevel = 'info' | 'warn' | 'error' | 'fatal';

/** The events that a command logs beside those of the library: for each its level, and its message. */
export const COMMAND_LOG_EVENTS = {
  'server-started': { level: 'info', message: 'server started' },
  'server-stopping': { level: 'info', message: 'server stopping' },
  'server-stopped': { level: 'info', message: 'server stopped' },
  'shutdown-timeout': { level: 'warn', message: 'shutdown timeout, closing remaining connections' },
  'close-failed': { level: 'error', message: 'closing failed' },
  'uncaught-error': { level: 'fatal', message: 'uncaught error: closing' },
  'subscriber-failed': { level: 'error', message: 'unhandled error in a subscriber' },
  'log-stream-failed': { level: 'error', message: 'the log stream ended' },
  'nothing-to-reload': { level: 'info', message: 'hangup: there is nothing to read again' },
  'certificates-reloaded': { level: 'info', message: 'certificates reloaded' },
  'certificate-reload-failed': {
    level: 'error',
    message: 'certificate reload failed, keeping the old ones',
  },
  'log-file-reopened': { level: 'info', message: 'log file reopened' },
  'log-file-moved': { level: 'warn', message: 'the log file was moved or removed: opened anew' },
  'log-file-reopen-failed': { level: 'error', message: 'log file reopen failed, keeping the old one' },
  'log-records-dropped': { level: 'warn', message: 'log lines dropped: destination too slow' },
  'log-records-suppressed': { level: 'warn', message: 'log lines left out' },
  'service-variable-ignored': { level: 'warn', message: 'service link variable ignored' },
  'unknown-variable-ignored': { level: 'warn', message: 'unknown environment variable ignored' },
  'file-permissions': { level: 'warn', message: 'others may read a file' },
  'max-clients-lowered': { level: 'warn', message: 'max-clients lowered to the open-file limit' },
  'password-ignored': { level: 'warn', message: 'dialect budget ignores the password' },
  'unix-socket-moved': {
    level: 'warn',
    message: 'the unix socket was moved or removed: start again to have it back',
  },
  'console-failed': { level: 'error', message: 'operator console failed' },
} as const satisfies Record<string, { readonly level: LogLevel; readonly message: string }>;

export type CommandLogEvent = keyof typeof COMMAND_LOG_EVENTS;

/** Logs an event of the command. Its message is that of the event, where none is given. */
export type LogCommandEvent = (
  event: CommandLogEvent,
  fields?: Readonly<Record<string, unknown>>,
  message?: string,
) => void;

/** A record on its way to the log: an event of the library, or of the command. */
export interface OutgoingRecord {
  readonly level: LogLevel | 'debug';
  readonly event: LogEvent | CommandLogEvent;
  readonly message: string;
  readonly [field: string]: unknown;
}
