/** The close codes: a fixed list, and the values of the label `cause` of the metrics. docs/errors.md explains each. */
export const CLOSE_CODES = [
  'fin',
  'reset',
  'quit',
  'idle',
  'too-slow',
  'kicked',
  'banned',
  'name-timeout',
  'too-many-tries',
  'too-many-unnamed',
  'foreign-protocol',
  'endless-line',
  'bad-telnet',
  'flush-timeout',
  'ping-timeout',
  'too-many-pings',
  'protocol',
  'shutdown',
  'error',
  'closed',
  'system',
  'other',
] as const;
/** Why a connection ended. */
export type CloseCode = (typeof CLOSE_CODES)[number];

/** Why a connection ended. Programs decide by the code; the text is for people and may change. */
export interface CloseReason {
  /** The code, for programs. */
  readonly code: CloseCode;
  /** In the log, and in the close frame of a WebSocket. It may have words of the client in it. */
  readonly text: string;
}

const TEXTS = {
  fin: 'FIN',
  reset: 'RST',
  'too-slow': 'too slow',
  'flush-timeout': 'flush timeout',
  'ping-timeout': 'ping timeout',
  'too-many-pings': 'too many pings',
} as const satisfies Partial<Record<CloseCode, string>>;

/** Makes a close reason. Its `text` is that of the code where none is given. */
export const closeReason = (code: CloseCode, text?: string): CloseReason => ({
  code,
  text: text ?? (TEXTS as Partial<Record<CloseCode, string>>)[code] ?? code,
});

/** The reason of a connection that has given none. */
export const UNKNOWN_CLOSE_REASON = closeReason('other', '');

/** The log fields of a reason. */
export const closeLogFields = ({ code, text }: CloseReason = UNKNOWN_CLOSE_REASON) => ({ cause: text, code });

/** The reason that the error of a stream gives: a reset, a broken WebSocket, an error of the system, or another. */
export const closeReasonOf = ({ code, message }: NodeJS.ErrnoException): CloseReason => {
  if (code === 'ECONNRESET' || code === 'EPIPE') return closeReason('reset');
  if (code === undefined) return closeReason('other', message);
  if (code.startsWith('WS_ERR_')) return closeReason('protocol', code);
  return closeReason(/^E[A-Z]+$/.test(code) ? 'system' : 'other', code);
};
