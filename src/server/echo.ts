import { concat, map, mergeMap, of, Subject, type Observable } from 'rxjs';
import {
  Crowd,
  Gate,
  InFlight,
  perTurn,
  Reason,
  systemClock,
  type Address,
  type Connection,
  type LogLine,
  type Mishap,
  type Sender,
} from '../stream';
import { tcp } from '../transports';

export interface EchoOptions {
  /** 0 to 65535; 0 is any free port. @default 8080 */
  readonly port?: number;
  /** The address of this machine to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** Bytes of the longest line; a longer one is refused. 0 is no bound. @default 65_536 */
  readonly maxLine?: number;
}

export interface EchoServer {
  readonly addresses: readonly Address[];
  /** Who came, and who left and why. */
  readonly log$: Observable<LogLine>;
  /** Stops accepting, flushes, ends. Resolves within 5 s. */
  close(): Promise<void>;
}

/** Who is answered. */
interface Client extends Sender {
  readonly connection: Connection;
}

/** What a client is to be sent, undefined after its last line; and why it is let go, if it is. */
interface Reply {
  readonly client: Client;
  readonly text: string | undefined;
  readonly cause?: string;
}

/** How much may be answered in one turn, in characters; who passes it waits for the next. */
const TURN = 256 * 1024;

/**
 * Answers each line with `you sent: LINE from ADDRESS:PORT`: what `rx-chat echo` does, and the smallest server made of
 * the same parts. Connections → lines → replies → one batch a pass of the event loop → one write a connection.
 */
export const echo = async (options: EchoOptions = {}): Promise<EchoServer> => {
  const { port = 8080, host = '127.0.0.1', maxLine = 65_536 } = options;
  const log$ = new Subject<LogLine>();
  const accepted$ = new Subject<Client>();
  const crowd = new Crowd(systemClock);
  const inFlight = new InFlight(TURN);
  const connection$ = tcp({ port, host, maxLine, sniff: false });
  const reply$ = accepted$.pipe(
    mergeMap((client) => replies(client, inFlight)),
    perTurn({ clock: systemClock, mayWait: () => false }),
  );
  const replying = reply$.subscribe((batch) => send(batch, inFlight));
  const listening = connection$.subscribe({
    next: (connection) => {
      const client = { connection, gate: new Gate((on) => connection.hold(on)), inFlight: 0 };
      watch(client, crowd, (line) => log$.next(line));
      accepted$.next(client);
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

const watch = ({ connection, gate }: Client, crowd: Crowd, log: (line: LogLine) => void): void => {
  const { id: client, remote } = connection;
  crowd.add(connection);
  log({ level: 'info', message: 'client connected', client, remote });
  connection.onDrain = () => gate.open(Reason.answers);
  connection.onClose = () => {
    crowd.remove(connection);
    log({ level: 'info', message: 'client left', client, remote, cause: connection.cause });
  };
};

const replies = (client: Client, inFlight: InFlight): Observable<Reply> => {
  const { line$, remote } = client.connection;
  const answer$ = line$.pipe(
    map((line): Reply => {
      const text = answer(line, remote);
      inFlight.post(client, text.length);
      return typeof line === 'string' || line.kind !== 'overrun'
        ? { client, text }
        : { client, text, cause: line.code };
    }),
  );
  return concat(answer$, of({ client, text: undefined, cause: 'FIN' }));
};

const answer = (line: string | Mishap, remote: string): string =>
  typeof line === 'string' ? `you sent: ${line} from ${remote}\n` : refuse(line);

const refuse = (mishap: Mishap): string => {
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
const send = (batch: readonly Reply[], inFlight: InFlight): void => {
  const texts = new Map<Client, string>();
  for (const { client, text = '' } of batch) texts.set(client, (texts.get(client) ?? '') + text);
  for (const [client, text] of texts) {
    inFlight.fold(client, text.length);
    if (text !== '' && !client.connection.write([text])) client.gate.close(Reason.answers);
  }
  for (const { client, cause } of batch) if (cause !== undefined) client.connection.end(cause);
  inFlight.relax();
};
