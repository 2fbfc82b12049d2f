import { concat, filter, map, mergeMap, of, Subject, type Observable } from 'rxjs';
import {
  OpenConnections,
  PauseControl,
  InFlightLimiter,
  bufferTurn,
  Reason,
  systemClock,
  type Address,
  type Connection,
  logRecord,
  type LogRecord,
  type InvalidLine,
  type Sender,
  closeLogFields,
  closeReason,
  type CloseReason,
} from '../stream';
import { tcp } from '../transports';
import { echoRows } from './option-table';

/** The options of `echo`. */
export interface EchoOptions {
  /** The TCP port, 0 to 65535; 0 is any free port. @default 8080 */
  readonly port?: number;
  /** The address of this machine to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** The longest line, in bytes without its newline; a longer one is refused. 0 is no limit. @default 65_536 */
  readonly maxLine?: number;
}

/** An echo server that listens. */
export interface EchoServer {
  /** Its address. */
  readonly addresses: readonly Address[];
  /** A record for each client that connects and disconnects. Hot. Completes on `close`. */
  readonly log$: Observable<LogRecord>;
  /** Stops accepting, flushes, and ends every connection. Resolves within 5 s. */
  close(): Promise<void>;
}

/** The replies to one client in one turn: all lines of a turn are one text. */
class ReplyBuffer {
  readonly #suffix: string;
  #text = '';
  #lines: string[] = [];

  constructor(remote: string) {
    this.#suffix = ` from ${remote}\n`;
  }

  get isEmpty(): boolean {
    return this.#text === '' && this.#lines.length === 0;
  }

  /** Adds the reply to a line; returns its length, in characters. */
  add(line: string | InvalidLine): number {
    if (typeof line === 'string') {
      this.#lines.push(line);
      return PREFIX.length + line.length + this.#suffix.length;
    }
    const reply = errorReply(line);
    this.#text = this.take() + reply;
    return reply.length;
  }

  take(): string {
    const lines = this.#lines;
    const text = lines.length === 0 ? '' : `${PREFIX}${lines.join(this.#suffix + PREFIX)}${this.#suffix}`;
    const all = this.#text + text;
    this.#text = '';
    this.#lines = [];
    return all;
  }
}

/** A client, and its replies of this turn. */
interface Client extends Sender {
  readonly connection: Connection;
  readonly replies: ReplyBuffer;
}

/** A client that has replies in this turn; and the reason to close it after them, if there is one. */
interface Reply {
  readonly client: Client;
  readonly reason?: CloseReason;
}

const PREFIX = 'you sent: ';

/** The most characters of replies in one turn; a client beyond that waits for the next. */
const MAX_REPLY_CHARS_PER_TURN = 1024 * 1024;

/**
 * Starts a server that answers each line with `you sent: LINE from ADDRESS:PORT`, as `rx-chat echo` does: the smallest
 * server that is made of the same parts. Connections → lines → replies → one batch a pass of the event loop → one write
 * a connection.
 *
 * Rejects with a `ChatError`: `RX_CHAT_OPTION`, `RX_CHAT_ADDRESS_IN_USE` or `RX_CHAT_LISTEN`.
 *
 * @example
 * const server = await echo({ port: 8080 });
 * server.log$.subscribe(({ event, remote }) => console.log(event, remote));
 */
export const echo = async (options: EchoOptions = {}): Promise<EchoServer> => {
  const { port = echoRows.port.default, host = echoRows.host.default } = options;
  const { maxLine = echoRows['max-line'].default } = options;
  const log$ = new Subject<LogRecord>();
  const accepted$ = new Subject<Client>();
  const crowd = new OpenConnections(systemClock);
  const inFlight = new InFlightLimiter(MAX_REPLY_CHARS_PER_TURN);
  const connection$ = tcp({ port, host, maxLine, sniff: false });
  const reply$ = accepted$.pipe(
    mergeMap((client) => repliesTo(client, inFlight)),
    bufferTurn({ clock: systemClock, isDeferrable: () => false }),
  );
  const replying = reply$.subscribe((batch) => sendReplies(batch, inFlight));
  const listening = connection$.subscribe({
    next: (connection) => {
      const replies = new ReplyBuffer(connection.remote);
      const client = { connection, replies, pauseControl: new PauseControl(connection), inFlight: 0 };
      trackClient(client, crowd, (line) => log$.next(line));
      accepted$.next(client);
    },
    error: (error: unknown) => log$.next(logRecord('transport-failed', { error })),
  });
  const close = async () => {
    listening.unsubscribe();
    crowd.forEach((connection) => connection.end(closeReason('shutdown')));
    await crowd.allClosed();
    replying.unsubscribe();
    log$.complete();
  };
  return { addresses: await connection$.listening, log$: log$.asObservable(), close };
};

const trackClient = (
  { connection, pauseControl }: Client,
  crowd: OpenConnections,
  log: (line: LogRecord) => void,
): void => {
  const { id: client, remote } = connection;
  crowd.add(connection);
  log(logRecord('client-connected', { client, remote }));
  connection.onDrain = () => pauseControl.resume(Reason.replyBacklog);
  connection.onClose = () => {
    crowd.remove(connection);
    log(logRecord('client-disconnected', { client, remote, ...closeLogFields(connection.closeReason) }));
  };
};

/** Emits for the first line of a turn, for a line that ends the client, and at its end. */
const repliesTo = (client: Client, inFlight: InFlightLimiter): Observable<Reply> => {
  const { connection, replies } = client;
  const reply$ = connection.line$.pipe(
    map((line): Reply | undefined => {
      const isFirst = replies.isEmpty;
      inFlight.add(client, replies.add(line));
      if (typeof line !== 'string' && line.kind === 'overrun')
        return { client, reason: closeReason(line.code) };
      return isFirst ? { client } : undefined;
    }),
    filter((reply) => reply !== undefined),
  );
  return concat(reply$, of({ client, reason: closeReason('fin') }));
};

const errorReply = (mishap: InvalidLine): string => {
  switch (mishap.kind) {
    case 'too-long':
      return `! line too long: ${mishap.max} bytes at most\n`;
    case 'overrun':
      return `! ${mishap.text}\n`;
    case 'foreign':
      return mishap.answer;
  }
};

/** One write per client. A client that does not read it sends no more lines until it has. */
const sendReplies = (batch: readonly Reply[], inFlight: InFlightLimiter): void => {
  for (const { client, reason } of batch) {
    const { connection, replies, pauseControl } = client;
    const text = replies.take();
    inFlight.complete(client, text.length);
    if (text !== '' && !connection.write([text])) pauseControl.pause(Reason.replyBacklog);
    if (reason) connection.end(reason);
  }
  inFlight.releaseWaiting();
};
