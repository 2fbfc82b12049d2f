/** The TCP port of plain text, where none is given. */
export const DEFAULT_TCP_PORT = 8989;

/** The TCP port of TLS, where none is given. */
export const DEFAULT_TLS_PORT = 8990;

/** The longest line, without its newline, where no limit is given. */
export const DEFAULT_MAX_LINE_BYTES = 4096;

/** The longest time that a timer of Node takes. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The greatest limit of a line that the command takes. */
export const MAX_LINE_LIMIT_BYTES = 1_048_576;
