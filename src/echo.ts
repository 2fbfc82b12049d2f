import { concat, map, mergeMap, of, Subject, type Observable } from 'rxjs';
import {
  Crowd,
  perTurn,
  systemClock,
  type Address,
  type Connection,
  type LogLine,
  type Mishap,
} from './stream';
import { tcp, type TcpOptions } from './transports';

export type EchoOptions = Omit<TcpOptions, 'sniff'>;

export interface EchoServer {
  readonly addresses: readonly Address[];
  /** Who came, and who left and why. */
  readonly log$: Observable<LogLine>;
  /** Stops accepting, flushes, ends. Resolves within 5 s. */
  close(): Promise<void>;
}

/** What one connection is to be sent; undefined after its last line. */
interface Reply {
  readonly connection: Connection;
  readonly text: string | undefined;
}

/**
 * Answers each line with `you sent: LINE from ADDRESS:PORT`: what `rx-chat echo` does, and the smallest server made of
 * the same parts. Connections → lines → replies → one batch a pass of the event loop → one write a connection.
 */
export const echo = async (options: EchoOptions = {}): Promise<EchoServer> => {
  const { port = 8080, host = '127.0.0.1', maxLine = 65_536 } = options;
  const log$ = new Subject<LogLine>();
  const accepted$ = new Subject<Connection>();
  const crowd = new Crowd(systemClock);
  const connection$ = tcp({ port, host, maxLine, sniff: false });
  const reply$ = accepted$.pipe(mergeMap(replies), perTurn({ clock: systemClock, mayWait: () => false }));
  const replying = reply$.subscribe(send);
  const listening = connection$.subscribe({
    next: (connection) => {
      watch(connection, crowd, (line) => log$.next(line));
      accepted$.next(connection);
    },
    error: (error: unknown) => log$.next({ level: 'error', message: 'a transport has failed', error }),
  });
  const close = async () => {
    listening.unsubscribe();
    crowd.forEach((connection) => connection.end('shutdown'));
    await crowd.gone();
    replying.unsubscribe();
    log$.complete();
  };
  return { addresses: await connection$.listening, log$: log$.asObservable(), close };
};

const watch = (connection: Connection, crowd: Crowd, log: (line: LogLine) => void): void => {
  const { id: client, remote } = connection;
  crowd.add(connection);
  log({ level: 'info', message: 'client connected', client, remote });
  connection.onDrain = () => connection.hold(false);
  connection.onClose = () => {
    crowd.remove(connection);
    log({ level: 'info', message: 'client left', client, remote, cause: connection.cause });
  };
};

const replies = (connection: Connection): Observable<Reply> => {
  const answer$ = connection.line$.pipe(
    map((line) => ({ connection, text: answer(line, connection.remote) })),
  );
  return concat(answer$, of({ connection, text: undefined }));
};

const answer = (line: string | Mishap, remote: string): string =>
  typeof line === 'string' ? `you sent: ${line} from ${remote}\n` : refuse(line);

const refuse = (mishap: Mishap): string =>
  mishap.kind === 'too-long' ? `! line too long: ${mishap.max} bytes at most\n` : mishap.answer;

/** One write a connection; who does not take it sends no more lines until it has. */
const send = (batch: readonly Reply[]): void => {
  const texts = new Map<Connection, string>();
  for (const { connection, text = '' } of batch) texts.set(connection, (texts.get(connection) ?? '') + text);
  for (const [connection, text] of texts) if (text !== '' && !connection.write([text])) connection.hold(true);
  for (const { connection, text } of batch) if (text === undefined) connection.end('FIN');
};
