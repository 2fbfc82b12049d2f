import { concat, map, mergeMap, of, Subject, type Observable } from 'rxjs';
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

/** The client of the answer. */
interface Client extends Sender {
  readonly connection: Connection;
}

/** The text for a client, undefined after its last line; and the close reason, if any. */
interface Reply {
  readonly client: Client;
  readonly text: string | undefined;
  readonly reason?: CloseReason;
}

/** How much may be answered in one turn, in characters; who passes it waits for the next. */
const MAX_REPLY_CHARS_PER_TURN = 256 * 1024;

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
    mergeMap((client) => replies(client, inFlight)),
    bufferTurn({ clock: systemClock, isDeferrable: () => false }),
  );
  const replying = reply$.subscribe((batch) => sendReplies(batch, inFlight));
  const listening = connection$.subscribe({
    next: (connection) => {
      const client = { connection, pauseControl: new PauseControl(connection), inFlight: 0 };
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

const replies = (client: Client, inFlight: InFlightLimiter): Observable<Reply> => {
  const { line$, remote } = client.connection;
  const answer$ = line$.pipe(
    map((line): Reply => {
      const text = echoReply(line, remote);
      inFlight.add(client, text.length);
      return typeof line === 'string' || line.kind !== 'overrun'
        ? { client, text }
        : { client, text, reason: closeReason(line.code) };
    }),
  );
  return concat(answer$, of({ client, text: undefined, reason: closeReason('fin') }));
};

const echoReply = (line: string | InvalidLine, remote: string): string =>
  typeof line === 'string' ? `you sent: ${line} from ${remote}\n` : errorReply(line);

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

/** One write a connection; who does not take it sends no more lines until it has. */
const sendReplies = (batch: readonly Reply[], inFlight: InFlightLimiter): void => {
  const texts = new Map<Client, string>();
  for (const { client, text = '' } of batch) texts.set(client, (texts.get(client) ?? '') + text);
  for (const [client, text] of texts) {
    inFlight.complete(client, text.length);
    if (text !== '' && !client.connection.write([text])) client.pauseControl.pause(Reason.replyBacklog);
  }
  for (const { client, reason } of batch) if (reason) client.connection.end(reason);
  inFlight.releaseWaiting();
};
