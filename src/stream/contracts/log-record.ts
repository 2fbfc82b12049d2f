/** How much a record matters. A record of `debug` is for tests and for debugging. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * The events that the library logs: for each its level, and its message. Programs decide by the event. The message is
 * for people, and may change.
 */
export const LOG_EVENTS = {
  'client-connected': { level: 'info', message: 'client connected' },
  'client-disconnected': { level: 'info', message: 'client disconnected' },
  'client-entered': { level: 'info', message: 'client entered' },
  'client-renamed': { level: 'info', message: 'client renamed' },
  'client-joined-room': { level: 'info', message: 'client joined room' },
  'connection-failed': { level: 'error', message: 'connection failed' },
  'connection-rejected': { level: 'warn', message: 'connection rejected' },
  'unexpected-protocol': { level: 'warn', message: 'unexpected protocol' },
  'plain-text-on-tls': { level: 'warn', message: 'plain text on TLS port' },
  'tls-handshake-failed': { level: 'warn', message: 'TLS handshake failed' },
  'origin-rejected': { level: 'warn', message: 'cross-origin WebSocket rejected' },
  'host-rejected': { level: 'warn', message: 'request for an unknown host rejected' },
  'wrong-password': { level: 'warn', message: 'wrong password' },
  'wrong-operator-secret': { level: 'warn', message: 'wrong operator secret' },
  'wrong-resume-token': { level: 'warn', message: 'wrong resume token' },
  'operator-action': { level: 'info', message: 'operator action' },
  'clock-set': { level: 'warn', message: 'the wall clock was set' },
  'age-unknown': { level: 'info', message: 'the age of the newest entries is not known' },
  'history-unreadable': { level: 'error', message: 'older messages cannot be read' },
  'entry-failed': { level: 'error', message: 'entry could not be applied' },
  'delivery-failed': { level: 'error', message: 'event delivery failed' },
  'meter-failed': { level: 'error', message: 'meter failed' },
  'transport-failed': { level: 'error', message: 'transport failed' },
  'journal-failed': { level: 'error', message: 'journal failed, closing' },
  'journal-shutdown-timeout': { level: 'error', message: 'journal shutdown timeout' },
  'journal-close-timeout': { level: 'error', message: 'journal close timeout' },
  'journal-close-failed': { level: 'error', message: 'journal close failed' },
} as const satisfies Record<string, { readonly level: LogLevel; readonly message: string }>;

/** The event, as a code of a fixed list. */
export type LogEvent = keyof typeof LOG_EVENTS;

/** A log record of the server for its operator. */
export interface LogRecord {
  /** The writer adds the time. */
  readonly level: LogLevel;
  /** The event, for programs: `client-connected`. */
  readonly event: LogEvent;
  /** The same in words: `client connected`. It may have figures in it. */
  readonly message: string;
  /** The id of the client that it is about. */
  readonly client?: string;
  /** The address of the client: `ADDRESS:PORT`, or `unix`. */
  readonly remote?: string;
  /** The name of the client, once it has one. */
  readonly name?: string;
  /** Why the connection ended or was rejected, in words. */
  readonly cause?: string;
  /** The same as a code: of `client-disconnected` a `CloseCode`, of `connection-rejected` a `LimitRejection`. */
  readonly code?: string;
  /** The room that it is about. */
  readonly room?: string;
  /** The protocol that the client speaks instead: `TLS`, `HTTP` or `SSH`. */
  readonly protocol?: string;
  /** Where the page came from that was refused. */
  readonly origin?: string;
  /** The host that was asked for, and is none of ours. */
  readonly host?: string;
  /** Of `operator-action`: `grant`, `announce`, `kick`, `ban`, `unban`, `mute`, `unmute` or `delete`. */
  readonly action?: string;
  /** The name of the operator, or `server`. */
  readonly by?: string;
  /** The name or address that the action is about. */
  readonly whom?: string;
  /** A duration, in ms: of a ban or a mute; of `clock-set` the change. */
  readonly ms?: number;
  /** The reason that the operator gave. */
  readonly reason?: string;
  /** How many times it happened, where the record is about several. */
  readonly count?: number;
  /** How many alike were not logged since the last record of this event. */
  readonly suppressed?: number;
  /** The thrown value. */
  readonly error?: unknown;
}

/** The fields of a record beside those that its event gives. */
export type LogFields = Omit<LogRecord, 'level' | 'event' | 'message'>;

/** The record of an event. Its message is that of the event, where none is given. */
export const logRecord = (event: LogEvent, fields: LogFields = {}, message?: string): LogRecord => ({
  event,
  level: LOG_EVENTS[event].level,
  message: message ?? LOG_EVENTS[event].message,
  ...fields,
});
