import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import {
  BehaviorSubject,
  filter,
  firstValueFrom,
  map,
  merge,
  mergeMap,
  Subject,
  Subscription,
  type Observable,
} from 'rxjs';
import { resolveChatOptions, type ChatOptions } from './chat-options';
import {
  ChatError,
  cleanText,
  emptyChat,
  isEntry,
  SERVER,
  redactPrivateText,
  separateEntries,
  type ChatState,
  type Command,
  type Entry,
  type Outbound,
  type ClientCommand,
  type Turn,
} from '../chat';
import { operatorConsole } from './operator-console';
import { budgetDialect, chatDialect, jsonDialect, netcatDialect } from '../dialects';
import {
  clockJumpRecord,
  guardedMeter,
  pipeline,
  commandsOf,
  ConnectionManager,
  Router,
  settlesWithin,
  type Address,
  type Clock,
  type Connection,
  type Dialect,
  type Journal,
  logModeration,
  logRecord,
  type LogEvent,
  type LogRecord,
  type Session,
  type Transport,
  readLogged,
} from '../stream';
import { duplex, type DuplexOptions } from '../transports';
import { version } from '../version';

/** How the clients of a transport are accepted. */
export interface AttachOptions {
  /** How the clients speak: `chat`, `netcat`, `budget`, `json`, or a `Dialect` of your own. @default 'chat' */
  readonly dialect?: string | Dialect;
}

/** How one client is accepted: its dialect, its id and address, its longest line. */
export type AcceptOptions = AttachOptions & DuplexOptions;

/** A chat: connections in, one shared order of turns out. Make one with `createChat` or `serve`. */
export interface Chat {
  /** The state: the current value to each new subscriber, then each change. Completes on `close`. */
  readonly state$: Observable<ChatState>;
  /**
   * Each entry of the log, also of a command that was refused, after its turn went to the clients. Of a private message
   * it has the `seq` alone. Hot: a late subscriber gets later entries only. Completes on `close`. RxJS reports the
   * error of a subscriber that throws through `config.onUnhandledError`, and the chat goes on.
   */
  readonly entry$: Observable<Entry>;
  /**
   * Records for the operator: clients that connect and leave, rejections, errors. Hot: a late subscriber gets later
   * records only. Completes on `close`. docs/errors.md lists the events.
   */
  readonly log$: Observable<LogRecord>;
  /**
   * Resolves with the error if the journal can't write any more: the chat is closing then. Never rejects. With a journal
   * in memory it never resolves.
   */
  readonly failed: Promise<Error>;
  /**
   * Accepts a Duplex as a client: a socket, or one end of a pair. Make a `net` server with `allowHalfOpen: true`, or a
   * client that sends its last line with FIN loses the answer.
   *
   * @throws ChatError `RX_CHAT_CLOSED` after `close`, `RX_CHAT_DIALECT` if there is no dialect of that name,
   * `RX_CHAT_OPTION` if `maxLine` is no number from 0 up.
   * @example
   * net.createServer({ allowHalfOpen: true }, (socket) => chat.accept(socket)).listen(8989);
   */
  accept(stream: Duplex, options?: AcceptOptions): void;
  /**
   * Accepts each connection of a transport as a client, until `close` unsubscribes from it. Resolves with the addresses
   * once the transport listens; with none for a transport in memory, or another Observable.
   *
   * Rejects with a `ChatError`: `RX_CHAT_ADDRESS_IN_USE` or `RX_CHAT_LISTEN` if it can't listen, `RX_CHAT_DIALECT` if there
   * is no dialect of that name, `RX_CHAT_CLOSED` after `close`.
   *
   * @example
   * const [{ url }] = await chat.attach(tcp({ port: 0 }), { dialect: 'json' });
   */
  attach(connection$: Observable<Connection>, options?: AttachOptions): Promise<readonly Address[]>;
  /** Announces a text to all clients, as the server. Control characters are removed. After `close` it does nothing. */
  say(text: string): void;
  /**
   * An operator console: takes lines as an operator types them, and emits the answers, a line or several, each with its
   * newline. Plain text is announced as by `say`; `/help` lists the commands. Cold: each subscription is a console of
   * its own, and unsubscribing ends it.
   */
  console(line$: Observable<string>): Observable<string>;
  /**
   * Stops accepting, tells all clients that the server is shutting down, flushes, and ends every stream, within 5 s. A
   * second call returns the same promise. Rejects with a `ChatError` `RX_CHAT_DATA` if the journal could not be closed: the streams
   * have ended all the same.
   */
  close(): Promise<void>;
}

/**
 * Makes a chat without a network. `accept` and `attach` give it clients.
 *
 * @throws ChatError `RX_CHAT_OPTION` if an option is out of its limits: its message names the option.
 * @example
 * const chat = createChat({ greeting: 'Welcome!', rate: 5 });
 * chat.entry$.subscribe(({ seq, command }) => console.log(seq, command.kind));
 * await chat.attach(tcp({ port: 8989 }));
 */
export const createChat = (options: ChatOptions = {}): Chat => new ChatPipeline(options);

class ChatPipeline implements Chat {
  readonly #dialects: ReadonlyMap<string, Dialect>;
  readonly #connections: ConnectionManager;
  readonly #router: Router;
  readonly #session$ = new Subject<Session>();
  readonly #serverCommand$ = new Subject<ClientCommand>();
  readonly #turn$ = new Subject<Turn>();
  readonly #state$: BehaviorSubject<ChatState>;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #log$ = new Subject<LogRecord>();
  readonly #transports = new Subscription();
  readonly #streams = new Subscription();
  #closing: Promise<void> | undefined;
  #closed = false;
  #failure: Error | undefined;

  readonly state$: Observable<ChatState>;
  readonly failed: Promise<Error>;
  #fail!: (error: Error) => void;
  readonly log$ = this.#log$.asObservable();
  readonly entry$ = this.#turn$.pipe(
    mergeMap(({ items }) => items.filter(isEntry).flatMap(separateEntries)),
    map(redactPrivateText),
  );

  constructor(options: ChatOptions) {
    const log = (line: LogRecord): void => this.#log$.next(line);
    const { meter: given, ...known } = resolveChatOptions(options);
    const meter = given && guardedMeter(given, log);
    const all = { ...known, meter, log, read: readLogged(known.read, { clock: known.clock, log }) };
    this.#clock = all.clock;
    this.#journal = all.journal;
    this.#state$ = new BehaviorSubject(all.journal.state ?? emptyChat);
    this.state$ = this.#state$.asObservable();
    this.failed = new Promise((resolve) => (this.#fail = resolve));
    this.#connections = new ConnectionManager(all);
    this.#router = new Router(all);
    meter?.setStatsSource(() => ({ ...this.#router.stats(), rooms: this.#state$.value.rooms.size }));
    this.#dialects = dialects(options, all.journal.logId);
    const onError = (error: unknown) => this.#logError('entry-failed', error);
    const asked$ = this.#session$.pipe(mergeMap((session) => commandsOf(session)));
    // Nobody enters, or leaves, behind the goodbye.
    const post$ = merge(this.#serverCommand$, asked$.pipe(filter(() => !this.#closed)));
    const turn$ = pipeline(post$, { ...all, onError });
    // The router subscribes first: the clients hear of a turn before whoever embeds the chat.
    this.#streams.add(this.#turn$.subscribe(this.#router));
    this.#streams.add(this.#turn$.subscribe(logModeration(log)));
    this.#streams.add(this.#turn$.subscribe(({ state }) => this.#setState(state)));
    this.#streams.add(
      turn$.subscribe({
        next: (turn) => this.#turn$.next(turn),
        error: (error: Error) => this.#failWith(error),
        complete: () => this.#failWith(new Error('its journal has ended')),
      }),
    );
    // Nobody is here from before: who was when it ended, however it did, has left.
    if (this.#state$.value.clients.size > 0) this.#submit({ kind: 'remove-all' });
    this.#submit({ kind: 'set-limits', limits: { history: all.history, rooms: all.maxRooms } });
  }

  accept(stream: Duplex, { dialect, ...options }: AcceptOptions = {}): void {
    const spoken = this.#dialect(dialect);
    this.#admit(duplex(stream, options), spoken);
  }

  async attach(
    connection$: Observable<Connection>,
    { dialect }: AttachOptions = {},
  ): Promise<readonly Address[]> {
    const spoken = this.#dialect(dialect);
    const { listening = [] } = connection$ as Partial<Transport>;
    this.#transports.add(
      connection$.subscribe({
        next: (connection) => this.#admit(connection, spoken),
        error: (error: unknown) => this.#logError('transport-failed', error),
      }),
    );
    return listening;
  }

  say(text: string): void {
    this.#submit({ kind: 'announce', text: cleanText(text) });
  }

  console(line$: Observable<string>): Observable<string> {
    return operatorConsole({
      line$,
      submit: (command) => this.#submit(command),
      turn$: this.#turn$,
      // The router has routed a turn before the console hears of it.
      outcome: (fact) => this.#router.outcome(fact),
    });
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** The server is a client too: what it orders and asks is ordered with all else. */
  #submit(command: Command): void {
    if (!this.#closed) this.#serverCommand$.next({ client: SERVER, command });
  }

  #logError(event: LogEvent, error: unknown): void {
    this.#log$.next(logRecord(event, { error }));
  }

  #setState(state: ChatState): void {
    const before = this.#state$.value;
    if (state === before) return;
    const line = clockJumpRecord(before.clock, state.clock);
    if (line) this.#log$.next(line);
    this.#state$.next(state);
  }

  #dialect(dialect: string | Dialect = 'chat'): Dialect {
    if (this.#closed) throw new ChatError('RX_CHAT_CLOSED', 'the chat is closed: it takes no more clients');
    const found = typeof dialect === 'string' ? this.#dialects.get(dialect) : dialect;
    if (found) return found;
    const names = [...this.#dialects.keys()].join(', ');
    throw new ChatError(
      'RX_CHAT_DIALECT',
      `there is no such dialect${typeof dialect === 'string' ? ` as ${dialect}` : ''}: choose one of ${names}`,
    );
  }

  /** The sink is there before the first post, so that no notice is missed. */
  #admit(connection: Connection, dialect: Dialect): void {
    const session = this.#connections.accept(connection, dialect);
    if (!session) return;
    this.#router.add(session);
    this.#session$.next(session);
  }

  /** Nothing is kept any more, so nothing more is shown: everybody is told, past the journal, and let go. */
  #failWith(error: Error): void {
    this.#logError('journal-failed', error);
    this.#failure = error;
    this.#transports.unsubscribe();
    this.#announceShutdown(`the server stops: ${error.message}`);
    this.#fail(error);
    // Why its journal can't be closed is in the log, and for whoever closes the chat too.
    this.close().catch(() => undefined);
  }

  /** Tells everybody, past the journal, and lets them go. */
  #announceShutdown(text: string): void {
    const { value: state } = this.#state$;
    this.#router.next({ items: [], state, events: shutdownEvents(text, state.at) });
  }

  async #removeAll(): Promise<void> {
    const text = 'the server is shutting down';
    const isGoodbye = ({ client, command }: Entry) => client === SERVER && command.kind === 'remove-all';
    const gone = firstValueFrom(this.entry$.pipe(filter(isGoodbye)), { defaultValue: undefined });
    this.#submit({ kind: 'remove-all', text });
    this.#closed = true;
    if (await settlesWithin(GOODBYE_TIMEOUT_MS, Promise.race([gone, this.failed]), this.#clock)) return;
    this.#logError('journal-shutdown-timeout', undefined);
    this.#announceShutdown(text);
  }

  async #close(): Promise<void> {
    const due = this.#clock.elapsed() + CLOSE_TIMEOUT_MS;
    const rest = (): number => Math.max(LAST_WORDS_TIMEOUT_MS, due - this.#clock.elapsed());
    this.#transports.unsubscribe();
    if (!this.#failure) await this.#removeAll();
    this.#closed = true;
    await this.#connections.drained(rest() - LAST_WORDS_TIMEOUT_MS);
    this.#streams.unsubscribe();
    try {
      const closed = this.#journal.close?.() ?? Promise.resolve();
      if (!(await settlesWithin(rest(), closed, this.#clock)))
        this.#logError('journal-close-timeout', undefined);
    } catch (error) {
      this.#logError('journal-close-failed', error);
      throw error;
    } finally {
      this.#router.close();
      this.#turn$.complete();
      this.#state$.complete();
      this.#log$.complete();
    }
  }
}

/** One of each, so that all who speak it read the same tape. */
const dialects = (options: ChatOptions, log: string = randomUUID()): ReadonlyMap<string, Dialect> => {
  const all = [
    chatDialect(options),
    netcatDialect(),
    budgetDialect(),
    jsonDialect({ version: version(), log }),
  ];
  return new Map(all.map((dialect) => [dialect.name, dialect]));
};

/**
 * How long a close may take, in ms. It includes the time in which the journal keeps the goodbye, and the rest to close
 * it once the last client has gone.
 */
const CLOSE_TIMEOUT_MS = 4900;
const GOODBYE_TIMEOUT_MS = 2000;
const LAST_WORDS_TIMEOUT_MS = 500;

/** The events for all clients when the chat ends without an entry. */
const shutdownEvents = (text: string, at: number): readonly Outbound[] => {
  const audience = { kind: 'everybody' } as const;
  return [
    { audience, at, fact: { kind: 'announced', text } },
    { audience, at, signal: { kind: 'ended', reason: text, by: SERVER, code: 'shutdown' } },
  ];
};
