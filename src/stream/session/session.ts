import {
  addressOf,
  isQuestion,
  quote,
  SERVER,
  type ClientId,
  type Command,
  type Fact,
  type Name,
  type Parting,
  type Post,
  type RefusalCode,
} from '../../chat';
import type { Holder, Kept } from '../delivery/reply-backlog';
import { Credentials, readSecret, refusal, type CredentialsOptions } from './credentials';
import type { Clock } from '../contracts/clock';
import type { Reader } from '../flow/room-backpressure';
import type { Connection, Foreign, Mishap, Overrun, TooLong } from '../contracts/connection';
import type { Credential, Dialect, DialectCommand, Stage } from '../contracts/dialect';
import { checked } from './dialect-check';
import { Gate, Reason } from '../flow/pause-control';
import type { Guesses } from '../admission/guess-limiter';
import { Hearing, type HearingOptions } from './event-writer';
import { weigh, type Sender } from '../flow/in-flight-limiter';
import type { LogLine } from '../contracts/log-record';
import type { Meter, SecretKind } from '../contracts/meter';
import type { Outflow } from '../delivery/write-budget';
import { Rate, type RateOptions } from '../flow/rate-limiter';
import type { RoomWire } from '../delivery/room-output';
import { Sink } from '../delivery/client-output';
import type { Slowness } from '../flow/slowness';
import { Timeouts, type TimeoutsOptions } from './session-timers';
import { withhold } from './reject-secrets';

export interface SessionOptions extends CredentialsOptions, HearingOptions, RateOptions, TimeoutsOptions {
  /** How far a reader may fall behind its room, in bytes. */
  readonly tape: number;
  /** Bytes of answers that may wait for a client before it is held; 0 is no bound. */
  readonly maxAnswers: number;
  readonly clock: Clock;
  /** Bounds the wrong secrets of an address. */
  readonly guesses: Guesses;
  /** Takes down what is written to its client. @default nobody does */
  readonly meter?: Meter | undefined;
  readonly log: (line: LogLine) => void;
  /** After how long an address may write once more to whom it has just written privately, in ms. */
  readonly tellDelay: (remote: string, to: string) => number;
  /** Bounds what is written of lists in a pass of the event loop. @default nothing does */
  readonly outflow?: Outflow;
}

/** For how many bytes a list counts as a line of whoever asks for it. */
const LINE_OF_LIST = 1024;

/** How many wrong passwords a client may try. */
const PASSWORDS = 3;

/** A connection at work: where it stands, what holds it, and what it still has to be told. */
export class Session implements Sender, Reader, Holder {
  readonly connection: Connection;
  readonly dialect: Dialect;
  readonly gate: Gate;
  readonly sink: Sink;
  readonly hearing: Hearing;
  /** The room whose lines it reads, once it is in. */
  room: RoomWire | undefined;
  inFlight = 0;
  slowness: Slowness | undefined;
  /** What it is called, for the log. */
  name = '';
  /** Takes what its client asks for, in the order of its lines. */
  onPost: (post: Post) => void = () => undefined;
  /** It waits for its client to give a name, or does so no more. */
  onUnnamed: (unnamed: boolean) => void = () => undefined;
  #stage: Stage;
  #tries = 0;
  /** It has asked to enter, and its leave has still to be posted. */
  #present = false;
  /** Its leave is posted: what it asked before is still answered, and no more is taken. */
  #left = false;
  #ended = false;
  /** Why it ends, where its leave has no reason that others hear. */
  #cause = 'quit';
  /** Gives up a secret that waits to be looked at. */
  #giveUpSecret: (() => void) | undefined;
  /** Takes whether its word was right, once that is told; undefined if nobody will know. */
  #judgeWord: ((isRight?: boolean) => void) | undefined;
  /** Its client has sent nothing yet. */
  #fresh = true;
  /** The next line is the operators' secret, whatever it says. */
  #awaitsSecret = false;
  readonly #options: SessionOptions;
  readonly #credentials: Credentials;
  readonly #rate: Rate;
  readonly #timeouts: Timeouts;

  constructor(connection: Connection, dialect: Dialect, options: SessionOptions) {
    this.connection = connection;
    this.dialect = dialect;
    this.#options = options;
    this.#stage = options.unlocks && !dialect.open ? 'password' : 'name';
    this.gate = new Gate((on) => connection.hold(on));
    this.sink = new Sink(connection, dialect, options);
    this.hearing = new Hearing(this.sink, dialect, options);
    this.#credentials = new Credentials(options);
    this.#rate = new Rate(options, this.gate, options.clock);
    this.#timeouts = new Timeouts(options);
    connection.onEnd = () => this.#hurry();
    this.sink.onWait = (waiting) => this.#noteLag(waiting);
    this.#log('info', 'client connected');
    this.sink.say(dialect.greet + dialect.prompt(this.#stage));
    this.sink.flush();
    this.#awaitName();
  }

  get address(): string | undefined {
    return addressOf(this.connection.remote);
  }

  get lag(): number {
    return this.sink.lag;
  }

  get taken(): number {
    return this.sink.taken;
  }

  kept(): Iterable<Kept> {
    return this.sink.kept();
  }

  get stalledFor(): number {
    return this.sink.stalledFor;
  }

  get behind(): number {
    return this.sink.behind;
  }

  /** Takes a line of its client. Closes the gate where the next line has to wait. */
  read(line: string | Mishap): void {
    if (this.#stage === 'out' || this.#left) return;
    this.#timeouts.spoke();
    if (typeof line !== 'string' && line.kind === 'foreign') return this.#turnAway(line);
    if (typeof line !== 'string' && line.kind === 'overrun') return this.#overrun(line);
    this.#take(this.#understand(line));
    this.#rate.spend();
  }

  /** Its client sends no more lines: a burst of those that wait is taken at once, so that most leave without a delay. */
  #hurry(): void {
    this.gate.hurry();
    this.#rate.refill();
  }

  /** Its line stream has completed. Who never asked to enter leaves without a trace. */
  farewell(): void {
    this.#timeouts.clear();
    this.#rate.close();
    this.#giveUpSecret?.();
    if (this.#ended || this.#left) return;
    if (this.#present) this.#leave({});
    else this.#post({ kind: 'part' });
  }

  /** A line of its client made the server throw. That is the end of this client, and of nobody else. */
  fail(error: unknown): void {
    this.#log('error', 'a connection has failed', { error });
    this.#out('error');
    this.connection.destroy('error');
  }

  /** Its connection is closed, both ways. */
  close(): void {
    this.#judgeWord?.();
    this.sink.close();
    this.#out('closed');
    this.#log('info', 'client left', { cause: this.connection.cause });
  }

  /** Takes a notice that is for this client alone, at its place in the turn. */
  tell(fact: Fact, at: number, id?: string): void {
    if (this.#stage === 'out' && fact.kind !== 'ended') return;
    if (fact.kind === 'entered' || fact.kind === 'refused') this.#judgeWord?.(!isInvalidToken(fact));
    if (fact.kind === 'entered') return this.#enter(fact, at, id);
    if (fact.kind === 'ended') return this.#end(fact, at);
    this.#rate.spend(this.hearing.hear(fact, at, id) / LINE_OF_LIST);
    if (this.#stage === 'name' && isBanned(fact)) return this.#out('banned');
    if (this.#stage === 'name') return this.#again(fact.kind === 'refused');
    this.gate.open(Reason.verdict);
  }

  /** Takes what somebody else tells it, or does to it, at its place in the turn. False: it reads too slowly for that. */
  overhear(fact: Fact, at: number): boolean {
    // A refusal that comes this way, as it has no id, is the answer all the same.
    if (fact.kind === 'refused') this.gate.open(Reason.verdict);
    return this.#stage === 'out' || this.hearing.overhear(fact, at);
  }

  /** Takes what it has itself done in its room. False: it hears nothing of it. */
  hearOwn(fact: Fact, at: number, id?: string): boolean {
    return this.#stage !== 'out' && this.hearing.hearOwn(fact, at, id);
  }

  /** Somebody has come, whom it may have ignored before. */
  meet(name: string, client: ClientId): void {
    if (client !== this.connection.id) this.hearing.meet(name, client);
  }

  /** Writes what its client takes. What is left of its answers then bounds how many more it may ask for. */
  flush(): void {
    this.sink.flush();
    this.#boundAnswers();
  }

  /** Shows a client out, from the server's side: one refusal, then the end. */
  dismiss(code: RefusalCode, text: string): void {
    if (this.#stage === 'out') return;
    this.sink.say(this.#freshLine + this.#refusal(code, text));
    this.#out(code);
    this.sink.flush();
  }

  rename(name: string): void {
    this.name = name;
    this.sink.call(name);
    this.#log('info', 'client renamed');
    this.gate.open(Reason.verdict);
  }

  /** Reads a room's tape from here on. */
  follow(room: RoomWire): void {
    if (this.#stage === 'out') return;
    this.#quitRoom();
    this.room = room;
    room.congestion.add(this);
    this.sink.follow(room.tape(this.dialect));
    this.#noteLag(this.sink.waiting);
    this.gate.open(Reason.verdict);
  }

  skip(): void {
    this.sink.skip();
  }

  /** Has taken nothing for too long. What it has not taken is not worth waiting for. */
  giveUp(): void {
    if (this.#present) this.#leave({ reason: 'too slow', by: SERVER });
    this.connection.destroy('too slow');
    this.sink.close();
  }

  #turnAway({ protocol, answer }: Foreign): void {
    this.#log('warn', `client speaks ${protocol}`);
    this.sink.say(this.#freshLine + answer);
    this.#out(`foreign protocol ${protocol}`);
    this.sink.flush();
  }

  /** What it did is nobody else's business: others hear that it has left, and no reason. */
  #overrun({ code, text }: Overrun): void {
    if (!this.#present) return this.dismiss(code, text);
    this.#cause = code;
    this.sink.say(this.#refusal(code, text));
    this.#leave({});
  }

  /** What a line asks. Some programs put a byte order mark before the first one: it is no part of what they say. */
  #understand(line: string | TooLong): DialectCommand | Credential | undefined {
    const text = this.#fresh && typeof line === 'string' ? line.replace(/^\ufeff/, '') : line;
    this.#fresh = false;
    if (!this.#awaitsSecret) return checked(this.dialect, this.dialect.read(this.#stage, text));
    this.#awaitsSecret = false;
    return readSecret(text);
  }

  #take(asked: DialectCommand | Credential | undefined): void {
    if (asked?.kind === 'password') this.#unlock(asked);
    else if (asked?.kind === 'operator-secret' && asked.secret === undefined) this.#askSecret();
    else if (asked?.kind === 'operator-secret') this.#grant(asked);
    else if (asked?.kind === 'resume-token') this.#pickUp(asked);
    else this.#ask(asked);
  }

  /** Has a secret looked at, now or later, as its address may; until then its next line waits. */
  #show(
    kind: SecretKind,
    look: (tell: (isRight: boolean) => void) => void,
    refuse: (text: string) => void,
  ): void {
    const act = (work: () => void) => {
      this.#giveUpSecret = undefined;
      this.gate.open(Reason.verdict);
      work();
      this.sink.flush();
    };
    this.#giveUpSecret = this.#options.guesses.make({
      kind,
      from: this.#who,
      go: (tell) => act(() => look(tell)),
      refuse: (seconds) => act(() => refuse(`too many wrong tries: try again in ${seconds} s`)),
    });
    if (this.#giveUpSecret) this.gate.close(Reason.verdict);
  }

  #unlock({ secret, thenCommand, id }: Credential & { kind: 'password' }): void {
    const refuse = (code: RefusalCode, text: string) => {
      this.sink.say(this.#refusal(code, text, id));
      this.#retry(PASSWORDS);
    };
    this.#show(
      'password',
      (tell) => {
        const isRight = this.#credentials.unlocks(secret);
        tell(isRight);
        if (isRight) this.#admit(thenCommand);
        else refuse('wrong-password', 'wrong password');
      },
      (text) => refuse('too-many-wrong', text),
    );
  }

  #admit(command: DialectCommand | undefined): void {
    this.#stage = 'name';
    this.#tries = 0;
    if (command) this.#ask(command);
    else this.sink.say(this.dialect.prompt('name'));
  }

  #grant(credential: Credential & { kind: 'operator-secret' }): void {
    const refused = this.#credentials.refuseGrant(credential, this.#stage);
    if (refused) return this.#ask(refused);
    this.#show(
      'operator',
      (tell) => {
        const command = this.#credentials.grant(credential);
        tell(command.kind === 'grant');
        this.#ask(command);
      },
      (text) => this.#ask(refusal('too-many-wrong', text, credential.id)),
    );
  }

  /** Asks for it also where it will be refused: it may be on its way already, and would be said. */
  #askSecret(): void {
    this.#awaitsSecret = true;
    this.sink.say(this.dialect.secretPrompt ?? '');
    this.sink.flush();
  }

  /** Whether the word is right is known in the fold: its try is open until that is told. */
  #pickUp(credential: Credential & { kind: 'resume-token' }): void {
    if (this.#stage !== 'name')
      return this.#ask(refusal('entered-already', 'you are in already', credential.id));
    this.#show(
      'resume',
      (tell) => {
        let isAsked = false;
        this.#judgeWord = (isRight = !isAsked) => {
          this.#judgeWord = undefined;
          tell(isRight);
        };
        this.#join(this.#credentials.resume(credential), () => (isAsked = true));
      },
      (text) => {
        this.sink.say(this.#refusal('too-many-wrong', text, credential.id));
        this.#retry(this.dialect.tries);
      },
    );
  }

  #enter(fact: Fact & { kind: 'entered' }, at: number, id: string | undefined): void {
    this.name = fact.name;
    this.sink.call(fact.name);
    if (this.#stage !== 'in') this.#awaitWord();
    this.#log('info', this.#stage === 'in' ? 'client moved' : 'client entered', { room: fact.room });
    this.#stage = 'in';
    this.hearing.enter(this.#credentials.tellWord(fact), at, id);
  }

  /** Asks for the name once more. */
  #again(refused: boolean): void {
    this.#present = false;
    if (refused) this.#retry(this.dialect.tries);
    else this.sink.say(this.dialect.prompt('name'));
    if (this.#stage === 'out') return;
    this.#awaitName();
    this.gate.open(Reason.verdict);
    // May let it go at once, so it comes last.
    this.onUnnamed(true);
  }

  /** Asks once more, unless this was one try too many. */
  #retry(tries: number): void {
    this.#tries++;
    if (this.#tries < tries) return this.sink.say(this.dialect.prompt(this.#stage));
    this.sink.say(this.#refusal('too-many-tries', 'too many tries'));
    this.#out('too-many-tries');
  }

  #end({ reason, by }: Parting, at: number): void {
    this.#ended = true;
    this.#present = false;
    const unnamed = this.#stage !== 'in' && this.#stage !== 'out' && reason !== undefined;
    if (unnamed) this.sink.say(this.#freshLine + this.dialect.write({ kind: 'announced', text: reason }, at));
    if (reason === undefined) this.#out(this.#cause);
    else this.#out(by === undefined ? `quit: ${quote(reason)}` : reason);
  }

  #out(cause: string): void {
    this.#stage = 'out';
    this.#giveUpSecret?.();
    this.onUnnamed(false);
    this.#timeouts.clear();
    this.#rate.close();
    this.#quitRoom();
    this.gate.retire();
    this.sink.finish(cause);
  }

  #quitRoom(): void {
    this.room?.inFlight.forget(this);
    this.room?.congestion.forget(this);
    this.room = undefined;
  }

  #ask(asked: Command | undefined): void {
    if (!asked) return;
    const command = withhold(asked);
    if (command.kind === 'enter' && this.#stage === 'password')
      return this.#ask(refusal('not-entered', 'the password comes first', command.id));
    if (command.kind === 'enter' && this.#stage !== 'in') return this.#join(command);
    if (this.#stage === 'name' || awaitsVerdict(command)) this.gate.close(Reason.verdict);
    this.room?.inFlight.post(this, weigh(command));
    this.room?.congestion.hold(this.gate);
    this.#post(command);
    if (command.kind === 'tell') this.#spread(command.to);
  }

  /** Who is written to privately by many of one address hears of them at the pace of one client. */
  #spread({ keys: [key] }: Name): void {
    this.#rate.hold(this.#options.tellDelay(this.connection.remote, key));
  }

  /** Enters, once it is the turn of somebody from its address. */
  #join(command: Command & { kind: 'enter' | 'resume' }, onAsk = ignore): void {
    const { remote } = this.connection;
    this.gate.close(Reason.verdict);
    this.onUnnamed(false);
    const hash = this.dialect.resumes === true ? this.#credentials.newWord() : undefined;
    this.#timeouts.awaitTurn(remote, () => {
      this.#present = true;
      onAsk();
      this.#post(withTokenHash({ ...command, remote }, hash));
    });
  }

  #leave(why: Parting): void {
    this.#present = false;
    this.#left = true;
    this.#post({ kind: 'leave', ...why });
  }

  #post(command: Command): void {
    this.onPost({ client: this.connection.id, command });
  }

  #noteLag(waiting: boolean): void {
    this.#boundAnswers();
    this.room?.note(this, waiting);
  }

  /** Who does not read its answers gets to ask for no more of them. */
  #boundAnswers(): void {
    const { maxAnswers } = this.#options;
    if (maxAnswers > 0 && this.sink.answers > maxAnswers) this.gate.close(Reason.answers);
    else this.gate.open(Reason.answers);
  }

  #awaitName(): void {
    this.#timeouts.awaitName((text) => this.dismiss('name-timeout', text));
  }

  #awaitWord(): void {
    const isHeld = () => this.gate.held;
    this.#timeouts.awaitWord(isHeld, (text) => {
      this.sink.say(this.#refusal('idle', text));
      this.#leave({ reason: 'idle', by: SERVER });
    });
  }

  #refusal(code: RefusalCode, text: string, id?: string): string {
    return this.dialect.write({ kind: 'refused', code, text }, this.#options.clock.now(), id);
  }

  #log(level: LogLine['level'], message: string, more: Partial<LogLine> = {}): void {
    this.#options.log({ level, message, ...this.#who, ...more });
  }

  /** Who its client is, for the log. */
  get #who() {
    const { id: client, remote } = this.connection;
    return { client, remote, ...(this.name !== '' && { name: this.name }) };
  }

  /** A client that stands at a prompt gets what the server says on a line of its own. */
  get #freshLine(): string {
    return this.dialect.prompt(this.#stage) === '' ? '' : '\n';
  }
}

const ignore = (): void => undefined;

/** What enters, with the hash of the token by which it may resume later. */
const withTokenHash = (
  command: Command & { kind: 'enter' | 'resume' },
  hash: string | undefined,
): Command => {
  if (hash === undefined) return command;
  return command.kind === 'enter'
    ? { ...command, resumeTokenHash: hash }
    : { ...command, nextTokenHash: hash };
};

const isInvalidToken = (fact: Fact): boolean => fact.kind === 'refused' && fact.code === 'invalid-token';

const isBanned = (fact: Fact): boolean => fact.kind === 'refused' && fact.code === 'banned';

/**
 * What a client's next line has to wait for: an answer each, where a room change leads it, and its new name, of which a
 * turn would otherwise have thousands.
 */
const awaitsVerdict = (command: Command): boolean => isQuestion(command) || AWAITED.has(command.kind);

const AWAITED: ReadonlySet<Command['kind']> = new Set(['join', 'enter', 'rename']);
