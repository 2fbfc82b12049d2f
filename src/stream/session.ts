import type { Command, Fact, Post, Refused } from '../chat';
import type { Clock } from './clock';
import type { Connection, Foreign, Mishap } from './connection';
import type { Dialect, Stage } from './dialect';
import { Gate, Reason } from './gate';
import { weigh, type Sender } from './in-flight';
import type { LogLine } from './log-line';
import { Rate, type RateOptions } from './rate';
import type { RoomWire } from './room-wire';
import { Sink } from './sink';

export interface SessionOptions extends RateOptions {
  /** How long a client may take to enter, in ms; 0 is for ever. */
  readonly nameTimeout: number;
  readonly clock: Clock;
  readonly log: (line: LogLine) => void;
}

/** A connection at work: where it stands, what holds it, and what it still has to be told. */
export class Session implements Sender {
  readonly connection: Connection;
  readonly dialect: Dialect;
  readonly gate: Gate;
  readonly sink: Sink;
  /** The room whose lines it reads, once it is in. */
  room: RoomWire | undefined;
  inFlight = 0;
  /** What it is called, for the log. */
  name = '';
  #stage: Stage = 'name';
  #tries = 0;
  #asked = false;
  #ended = false;
  readonly #options: SessionOptions;
  readonly #rate: Rate;
  #cancelTimeout: (() => void) | undefined;

  constructor(connection: Connection, dialect: Dialect, options: SessionOptions) {
    this.connection = connection;
    this.dialect = dialect;
    this.#options = options;
    this.gate = new Gate((on) => connection.hold(on));
    this.sink = new Sink(connection, dialect, options.clock);
    this.#rate = new Rate(options, this.gate, options.clock);
    connection.onEnd = () => this.gate.hurry();
    options.log({ level: 'info', message: 'client connected', ...this.#who });
    this.sink.say(dialect.greet + dialect.prompt('name'));
    this.sink.flush();
    this.#awaitName();
  }

  /** What its client asks in a line, if anything. Closes the gate where the next line has to wait. */
  read(line: string | Mishap): Post | undefined {
    if (this.#stage === 'out') return undefined;
    if (typeof line !== 'string' && line.kind === 'foreign') {
      this.#turnAway(line);
      return undefined;
    }
    const command = this.dialect.read(this.#stage, line);
    const post = command && this.#post(command);
    this.#rate.spend();
    return post;
  }

  /** Its line stream has completed: what that asks for. Who never asked to enter leaves without a trace. */
  farewell(): Post | undefined {
    this.#cancelTimeout?.();
    this.#rate.close();
    if (this.#ended) return undefined;
    const command: Command = this.#asked ? { kind: 'leave' } : { kind: 'part' };
    return { client: this.connection.id, command };
  }

  /** A line of its client made the server throw. That is the end of this client, and of nobody else. */
  fail(error: unknown): void {
    this.#options.log({ level: 'error', message: 'a connection has failed', ...this.#who, error });
    this.#out('error');
    this.connection.destroy('error');
  }

  /** Its connection is closed, both ways. */
  close(): void {
    this.sink.close();
    this.#options.log({ level: 'info', message: 'client left', ...this.#who, cause: this.connection.cause });
  }

  /** Takes a notice that is for this client alone, at its place in the turn. */
  tell(fact: Fact, at: number): void {
    if (this.#stage === 'out' && fact.kind !== 'ended') return;
    switch (fact.kind) {
      case 'entered':
        return this.#enter(fact, at);
      case 'ended':
        return this.#end(fact.reason, at);
      default:
        this.sink.say(this.dialect.write(fact, at));
        if (this.#stage === 'name') this.#again(fact, at);
    }
  }

  /** Shows a client out, from the server's side: one refusal, then the end. */
  dismiss(refusal: Refused, at: number): void {
    if (this.#stage === 'out') return;
    this.sink.say(this.#freshLine + this.dialect.write(refusal, at));
    this.#out(refusal.code);
    this.sink.flush();
  }

  rename(name: string): void {
    this.name = name;
    this.#options.log({ level: 'info', message: 'client renamed', ...this.#who });
  }

  /** Reads a room's tape from here on. */
  follow(room: RoomWire): void {
    this.room = room;
    this.sink.follow(room.tape(this.dialect));
  }

  #turnAway({ protocol, answer }: Foreign): void {
    this.#options.log({ level: 'warn', message: `client speaks ${protocol}`, ...this.#who });
    this.sink.say(answer);
    this.#out(`foreign protocol ${protocol}`);
    this.sink.flush();
  }

  #enter(fact: Fact & { kind: 'entered' }, at: number): void {
    this.#stage = 'in';
    this.name = fact.name;
    this.#cancelTimeout?.();
    this.#options.log({ level: 'info', message: 'client entered', ...this.#who });
    this.sink.recall(fact.history);
    this.sink.say(this.dialect.write(fact, at));
    this.gate.open(Reason.verdict);
  }

  /** Asks for the name once more, unless this was one bad name too many. */
  #again(fact: Fact, at: number): void {
    if (fact.kind === 'refused') this.#tries++;
    if (this.#tries < this.dialect.tries) {
      this.sink.say(this.dialect.prompt('name'));
      return this.gate.open(Reason.verdict);
    }
    this.sink.say(
      this.dialect.write({ kind: 'refused', code: 'too-many-tries', text: 'too many tries' }, at),
    );
    this.#out('too-many-tries');
  }

  #end(reason: string | undefined, at: number): void {
    this.#ended = true;
    const unnamed = this.#stage === 'name' && reason !== undefined;
    if (unnamed) this.sink.say(this.#freshLine + this.dialect.write({ kind: 'announced', text: reason }, at));
    this.#out(reason ?? 'quit');
  }

  #out(cause: string): void {
    this.#stage = 'out';
    this.#cancelTimeout?.();
    this.#rate.close();
    this.room?.inFlight.forget(this);
    this.room = undefined;
    this.gate.retire();
    this.sink.finish(cause);
  }

  #post(command: Command): Post {
    const { id, remote } = this.connection;
    if (this.#stage === 'name') this.gate.close(Reason.verdict);
    const bytes = weigh(command);
    if (bytes > 0) this.room?.inFlight.post(this, bytes);
    if (command.kind !== 'enter') return { client: id, command };
    this.#asked = true;
    return { client: id, command: { ...command, remote } };
  }

  #awaitName(): void {
    const { nameTimeout, clock } = this.#options;
    if (nameTimeout === 0) return;
    const text = `no name within ${nameTimeout / 1000} s`;
    const giveUp = () => this.dismiss({ kind: 'refused', code: 'name-timeout', text }, clock.now());
    this.#cancelTimeout = clock.setTimeout(giveUp, nameTimeout);
  }

  get #who(): Pick<LogLine, 'client' | 'remote' | 'name'> {
    const { id: client, remote } = this.connection;
    return this.name === '' ? { client, remote } : { client, remote, name: this.name };
  }

  /** A client that stands at a prompt gets what the server says on a line of its own. */
  get #freshLine(): string {
    return this.dialect.prompt(this.#stage) === '' ? '' : '\n';
  }
}
