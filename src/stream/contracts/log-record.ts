/** What the server tells its operator. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** What happened, in words: `client connected`. */
  readonly message: string;
  /** The client's id, where it is about one. */
  readonly client?: string;
  readonly remote?: string;
  readonly name?: string;
  /** Why it ended or was rejected, in words. */
  readonly cause?: string;
  /** The same as a code of a fixed list: of `client disconnected` a `CloseCode`. */
  readonly code?: string;
  readonly room?: string;
  /** The protocol that the client speaks instead: `TLS`, `HTTP` or `SSH`. */
  readonly protocol?: string;
  /** Where the page came from that was refused. */
  readonly origin?: string;
  /** The host that was asked for, and is none of ours. */
  readonly host?: string;
  /** What an operator did, who it was, to whom, for how long (in ms) and why. */
  readonly action?: string;
  readonly by?: string;
  readonly whom?: string;
  readonly ms?: number;
  readonly reason?: string;
  readonly count?: number;
  readonly error?: unknown;
}
