import { closeLogFields, closeReason, type CloseCode, type CloseReason } from '../contracts/close-reason';
import {
  clientNetwork,
  isReadCommand,
  quote,
  SERVER,
  type ClientId,
  type Command,
  type ChatEvent,
  type Name,
  type Ended,
  type Parting,
  type ClientCommand,
  type ErrorReplyCode,
} from '../../chat';
import type { ReplyHolder, RetainedReply } from '../delivery/reply-backlog';
import { Credentials, readSecret, errorCommand, type CredentialsOptions } from './credentials';
import type { Clock } from '../contracts/clock';
import type { Reader } from '../flow/room-backpressure';
import type {
  Connection,
  ForeignProtocol,
  InvalidLine,
  InputOverrun,
  LineTooLong,
} from '../contracts/connection';
import type { Credential, Dialect, DialectCommand, SessionStage } from '../contracts/dialect';
import { checkDialectResult } from './dialect-check';
import { PauseControl, Reason } from '../flow/pause-control';
import type { GuessLimiter } from '../admission/guess-limiter';
import { EventWriter, type EventWriterOptions } from './event-writer';
import { estimateBytes, type Sender } from '../flow/in-flight-limiter';
import { logRecord, type LogEvent, type LogFields, type LogRecord } from '../contracts/log-record';
import type { Meter, SecretKind } from '../contracts/meter';
import type { WriteBudget } from '../delivery/write-budget';
import { RateLimiter, type RateLimiterOptions } from '../flow/rate-limiter';
import type { RoomOutput } from '../delivery/room-output';
import { ClientOutput } from '../delivery/client-output';
import type { SlownessMeter } from '../flow/slowness';
import { SessionTimers, type SessionTimersOptions } from './session-timers';
import { rejectSecrets } from './reject-secrets';

export interface SessionOptions
  extends CredentialsOptions, EventWriterOptions, RateLimiterOptions, SessionTimersOptions {
  /** How far a reader may fall behind its room, in bytes. */
  readonly tape: number;
  /** Bytes of answers that may wait for a client before it is held; 0 is no bound. */
  readonly maxAnswers: number;
  readonly clock: Clock;
  /** Bounds the wrong secrets of an address. */
  readonly guessLimiter: GuessLimiter;
  /** Takes down what is written to its client. @default nobody does */
  readonly meter?: Meter | undefined;
  readonly log: (line: LogRecord) => void;
  /** After how long an address may write once more to whom it has just written privately, in ms. */
  readonly reserveEventSlot: (remote: string, to: string) => number;
  /** Bounds what is written of lists in a pass of the event loop. @default nothing does */
  readonly writeBudget?: WriteBudget;
}

/** For how many bytes a list counts as a line of whoever asks for it. */
const LIST_LINE_BYTES = 1024;

/** How many wrong passwords a client may try. */
const MAX_PASSWORD_ATTEMPTS = 3;

/** A connection at work: where it stands, what holds it, and what it still has to be told. */
export class Session implements Sender, Reader, ReplyHolder {
  readonly connection: Connection;
  readonly dialect: Dialect;
  readonly pauseControl: PauseControl;
  readonly output: ClientOutput;
  readonly events: EventWriter;
  /** The room whose lines it reads, once it is in. */
  room: RoomOutput | undefined;
  inFlight = 0;
  slowness: SlownessMeter | undefined;
  /** What it is called, for the log. */
  name = '';
  /** Takes what its client asks for, in the order of its lines. */
  onCommand: (post: ClientCommand) => void = () => undefined;
  /** It waits for its client to give a name, or does so no more. */
  onUnregisteredChange: (unnamed: boolean) => void = () => undefined;
  #stage: SessionStage;
  #nameAttempts = 0;
  /** It has asked to enter, and its leave has still to be posted. */
  #present = false;
  /** Its leave is posted: what it asked before is still answered, and no more is taken. */
  #left = false;
  #ended = false;
  /** Why it ends, where its leave has no reason that others hear. */
  #closeReason = closeReason('quit');
  /** Gives up a secret that waits to be looked at. */
  #giveUpSecret: (() => void) | undefined;
  /** Takes whether its word was right, once that is told; undefined if nobody will know. */
  #checkAttempt: ((isRight?: boolean) => void) | undefined;
  /** Its client has sent nothing yet. */
  #atPrompt = true;
  /** The next line is the operators' secret, whatever it says. */
  #awaitsSecret = false;
  readonly #options: SessionOptions;
  readonly #credentials: Credentials;
  readonly #rateLimiter: RateLimiter;
  readonly #timers: SessionTimers;

  constructor(connection: Connection, dialect: Dialect, options: SessionOptions) {
    this.connection = connection;
    this.dialect = dialect;
    this.#options = options;
    this.#stage = options.isPassword && !dialect.passwordExempt ? 'password' : 'name';
    this.pauseControl = new PauseControl(connection);
    this.output = new ClientOutput(connection, dialect, options);
    this.events = new EventWriter(this.output, dialect, options);
    this.#credentials = new Credentials(options);
    this.#rateLimiter = new RateLimiter(options, this.pauseControl, options.clock);
    this.#timers = new SessionTimers(options);
    connection.onEnd = () => this.#hurry();
    this.output.onBackpressure = (waiting) => this.#updateLag(waiting);
    this.#log('client-connected');
    this.output.say(dialect.greeting + dialect.prompt(this.#stage));
    this.output.flush();
    this.#awaitName();
  }

  get address(): string | undefined {
    return clientNetwork(this.connection.remote);
  }

  get lag(): number {
    return this.output.lag;
  }

  get takenBytes(): number {
    return this.output.taken;
  }

  retained(): Iterable<RetainedReply> {
    return this.output.retainedBytes();
  }

  get stalledFor(): number {
    return this.output.stalledFor;
  }

  get backlogBytes(): number {
    return this.output.behind;
  }

  /** Takes a line of its client. Closes the gate where the next line has to wait. */
  read(line: string | InvalidLine): void {
    if (this.#stage === 'closed' || this.#left) return;
    this.#timers.touch();
    if (typeof line !== 'string' && line.kind === 'foreign') return this.#rejectProtocol(line);
    if (typeof line !== 'string' && line.kind === 'overrun') return this.#overrun(line);
    this.#handleInput(this.#understand(line));
    this.#rateLimiter.consume();
  }

  /** Its client sends no more lines: a burst of those that wait is taken at once, so that most leave without a delay. */
  #hurry(): void {
    this.pauseControl.onInputEnd();
    this.#rateLimiter.refill();
  }

  /** Its line stream has completed. Who never asked to enter leaves without a trace. */
  onInputEnd(): void {
    this.#timers.clear();
    this.#rateLimiter.close();
    this.#giveUpSecret?.();
    if (this.#ended || this.#left) return;
    if (this.#present) this.#leave({});
    else this.#send({ kind: 'part' });
  }

  /** A line of its client made the server throw. That is the end of this client, and of nobody else. */
  fail(error: unknown): void {
    this.#log('connection-failed', { error });
    this.#beginClose(closeReason('error'));
    this.connection.destroy(closeReason('error'));
  }

  /** Its connection is closed, both ways. */
  close(): void {
    this.#checkAttempt?.();
    this.output.close();
    this.#beginClose(closeReason('closed'));
    this.#log('client-disconnected', closeLogFields(this.connection.closeReason));
  }

  /** Takes a notice that is for this client alone, at its place in the turn. */
  receiveEvent(fact: ChatEvent, at: number, id?: string): void {
    if (this.#stage === 'closed' && fact.kind !== 'ended') return;
    if (fact.kind === 'entered' || fact.kind === 'refused') this.#checkAttempt?.(!isInvalidToken(fact));
    if (fact.kind === 'entered') return this.#onEntered(fact, at, id);
    if (fact.kind === 'ended') return this.#end(fact, at);
    this.#rateLimiter.consume(this.events.deliver(fact, at, id) / LIST_LINE_BYTES);
    if (this.#stage === 'name' && isBanReply(fact)) return this.#beginClose(closeReason('banned'));
    if (this.#stage === 'name') return this.#askNameAgain(fact.kind === 'refused');
    this.pauseControl.resume(Reason.awaitingReply);
  }

  /** Takes what somebody else tells it, or does to it, at its place in the turn. False: it reads too slowly for that. */
  receiveRoomEvent(fact: ChatEvent, at: number): boolean {
    // A refusal that comes this way, as it has no id, is the answer all the same.
    if (fact.kind === 'refused') this.pauseControl.resume(Reason.awaitingReply);
    return this.#stage === 'closed' || this.events.deliverToRoom(fact, at);
  }

  /** Takes what it has itself done in its room. False: it hears nothing of it. */
  receiveOwnEvent(fact: ChatEvent, at: number, id?: string): boolean {
    return this.#stage !== 'closed' && this.events.deliverOwn(fact, at, id);
  }

  /** Somebody has come, whom it may have ignored before. */
  onUserJoined(name: string, client: ClientId): void {
    if (client !== this.connection.id) this.events.onUserJoined(name, client);
  }

  /** Writes what its client takes. What is left of its answers then bounds how many more it may ask for. */
  flush(): void {
    this.output.flush();
    this.#limitReplies();
  }

  /** Shows a client out, from the server's side: one refusal, then the end. */
  disconnectWith(code: CloseCode & ErrorReplyCode, text: string): void {
    if (this.#stage === 'closed') return;
    this.output.say(this.#newlineAtPrompt + this.#refusal(code, text));
    this.#beginClose(closeReason(code));
    this.output.flush();
  }

  rename(name: string): void {
    this.name = name;
    this.output.setName(name);
    this.#log('client-renamed');
    this.pauseControl.resume(Reason.awaitingReply);
  }

  /** Reads a room's tape from here on. */
  follow(room: RoomOutput): void {
    if (this.#stage === 'closed') return;
    this.#leaveRoom();
    this.room = room;
    room.backpressure.add(this);
    this.output.follow(room.tape(this.dialect));
    this.#updateLag(this.output.waiting);
    this.pauseControl.resume(Reason.awaitingReply);
  }

  dropBacklog(): void {
    this.output.dropBacklog();
  }

  /** Has taken nothing for too long. What it has not taken is not worth waiting for. */
  disconnectSlow(): void {
    if (this.#present) this.#leave({ reason: 'too slow', by: SERVER });
    this.connection.destroy(closeReason('too-slow'));
    this.output.close();
  }

  #rejectProtocol({ protocol, answer }: ForeignProtocol): void {
    this.#log('unexpected-protocol', { protocol });
    this.output.say(this.#newlineAtPrompt + answer);
    this.#beginClose(closeReason('foreign-protocol', `foreign protocol ${protocol}`));
    this.output.flush();
  }

  /** What it did is nobody else's business: others hear that it has left, and no reason. */
  #overrun({ code, text }: InputOverrun): void {
    if (!this.#present) return this.disconnectWith(code, text);
    this.#closeReason = closeReason(code);
    this.output.say(this.#refusal(code, text));
    this.#leave({});
  }

  /** What a line asks. Some programs put a byte order mark before the first one: it is no part of what they say. */
  #understand(line: string | LineTooLong): DialectCommand | Credential | undefined {
    const text = this.#atPrompt && typeof line === 'string' ? line.replace(/^\ufeff/, '') : line;
    this.#atPrompt = false;
    if (!this.#awaitsSecret) return checkDialectResult(this.dialect, this.dialect.read(this.#stage, text));
    this.#awaitsSecret = false;
    return readSecret(text);
  }

  #handleInput(asked: DialectCommand | Credential | undefined): void {
    if (asked?.kind === 'password') this.#unlock(asked);
    else if (asked?.kind === 'operator-secret' && asked.secret === undefined) this.#askSecret();
    else if (asked?.kind === 'operator-secret') this.#grant(asked);
    else if (asked?.kind === 'resume-token') this.#resume(asked);
    else this.#submit(asked);
  }

  /** Has a secret looked at, now or later, as its address may; until then its next line waits. */
  #show(
    kind: SecretKind,
    look: (tell: (isRight: boolean) => void) => void,
    refuse: (text: string) => void,
  ): void {
    const act = (work: () => void) => {
      this.#giveUpSecret = undefined;
      this.pauseControl.resume(Reason.awaitingReply);
      work();
      this.output.flush();
    };
    this.#giveUpSecret = this.#options.guessLimiter.attempt({
      kind,
      from: this.#logIdentity,
      go: (tell) => act(() => look(tell)),
      refuse: (seconds) => act(() => refuse(`too many wrong tries: try again in ${seconds} s`)),
    });
    if (this.#giveUpSecret) this.pauseControl.pause(Reason.awaitingReply);
  }

  #unlock({ secret, thenCommand, id }: Credential & { kind: 'password' }): void {
    const refuse = (code: ErrorReplyCode, text: string) => {
      this.output.say(this.#refusal(code, text, id));
      this.#countAttempt(MAX_PASSWORD_ATTEMPTS);
    };
    this.#show(
      'password',
      (tell) => {
        const isRight = this.#credentials.isPassword(secret);
        tell(isRight);
        if (isRight) this.#admit(thenCommand);
        else refuse('wrong-password', 'wrong password');
      },
      (text) => refuse('too-many-wrong', text),
    );
  }

  #admit(command: DialectCommand | undefined): void {
    this.#stage = 'name';
    this.#nameAttempts = 0;
    if (command) this.#submit(command);
    else this.output.say(this.dialect.prompt('name'));
  }

  #grant(credential: Credential & { kind: 'operator-secret' }): void {
    const refused = this.#credentials.refuseGrant(credential, this.#stage);
    if (refused) return this.#submit(refused);
    this.#show(
      'operator',
      (tell) => {
        const command = this.#credentials.grant(credential);
        tell(command.kind === 'grant');
        this.#submit(command);
      },
      (text) => this.#submit(errorCommand('too-many-wrong', text, credential.id)),
    );
  }

  /** Asks for it also where it will be refused: it may be on its way already, and would be said. */
  #askSecret(): void {
    this.#awaitsSecret = true;
    this.output.say(this.dialect.secretPrompt ?? '');
    this.output.flush();
  }

  /** Whether the word is right is known in the fold: its try is open until that is told. */
  #resume(credential: Credential & { kind: 'resume-token' }): void {
    if (this.#stage !== 'name')
      return this.#submit(errorCommand('entered-already', 'you are in already', credential.id));
    this.#show(
      'resume',
      (tell) => {
        let isAsked = false;
        this.#checkAttempt = (isRight = !isAsked) => {
          this.#checkAttempt = undefined;
          tell(isRight);
        };
        this.#requestEntry(this.#credentials.resume(credential), () => (isAsked = true));
      },
      (text) => {
        this.output.say(this.#refusal('too-many-wrong', text, credential.id));
        this.#countAttempt(this.dialect.maxNameAttempts);
      },
    );
  }

  #onEntered(fact: ChatEvent & { kind: 'entered' }, at: number, id: string | undefined): void {
    this.name = fact.name;
    this.output.setName(fact.name);
    if (this.#stage !== 'entered') this.#watchIdle();
    this.#log(this.#stage === 'entered' ? 'client-joined-room' : 'client-entered', {
      room: fact.room,
    });
    this.#stage = 'entered';
    this.events.enter(this.#credentials.attachToken(fact), at, id);
  }

  /** Asks for the name once more. */
  #askNameAgain(refused: boolean): void {
    this.#present = false;
    if (refused) this.#countAttempt(this.dialect.maxNameAttempts);
    else this.output.say(this.dialect.prompt('name'));
    if (this.#stage === 'closed') return;
    this.#awaitName();
    this.pauseControl.resume(Reason.awaitingReply);
    // May let it go at once, so it comes last.
    this.onUnregisteredChange(true);
  }

  /** Asks once more, unless this was one try too many. */
  #countAttempt(tries: number): void {
    this.#nameAttempts++;
    if (this.#nameAttempts < tries) return this.output.say(this.dialect.prompt(this.#stage));
    this.output.say(this.#refusal('too-many-tries', 'too many tries'));
    this.#beginClose(closeReason('too-many-tries'));
  }

  #end({ reason, by, code }: Ended, at: number): void {
    this.#ended = true;
    this.#present = false;
    const unnamed = this.#stage !== 'entered' && this.#stage !== 'closed' && reason !== undefined;
    if (unnamed)
      this.output.say(this.#newlineAtPrompt + this.dialect.write({ kind: 'announced', text: reason }, at));
    if (code !== undefined) this.#beginClose(closeReason(code, reason));
    else if (reason === undefined || by !== undefined) this.#beginClose(this.#closeReason);
    else this.#beginClose(closeReason('quit', `quit: ${quote(reason)}`));
  }

  #beginClose(reason: CloseReason): void {
    this.#stage = 'closed';
    this.#giveUpSecret?.();
    this.onUnregisteredChange(false);
    this.#timers.clear();
    this.#rateLimiter.close();
    this.#leaveRoom();
    this.pauseControl.disable();
    this.output.end(reason);
  }

  #leaveRoom(): void {
    this.room?.inFlight.remove(this);
    this.room?.backpressure.forget(this);
    this.room = undefined;
  }

  #submit(asked: Command | undefined): void {
    if (!asked) return;
    const command = rejectSecrets(asked);
    if (command.kind === 'enter' && this.#stage === 'password')
      return this.#submit(errorCommand('not-entered', 'the password comes first', command.id));
    if (command.kind === 'enter' && this.#stage !== 'entered') return this.#requestEntry(command);
    if (this.#stage === 'name' || needsReplyFirst(command)) this.pauseControl.pause(Reason.awaitingReply);
    this.room?.inFlight.add(this, estimateBytes(command));
    this.room?.backpressure.pauseIfCongested(this.pauseControl);
    this.#send(command);
    if (command.kind === 'tell') this.#paceEvents(command.to);
  }

  /** Who is written to privately by many of one address hears of them at the pace of one client. */
  #paceEvents({ keys: [key] }: Name): void {
    this.#rateLimiter.hold(this.#options.reserveEventSlot(this.connection.remote, key));
  }

  /** Enters, once it is the turn of somebody from its address. */
  #requestEntry(command: Command & { kind: 'enter' | 'resume' }, onAsk = ignore): void {
    const { remote } = this.connection;
    this.pauseControl.pause(Reason.awaitingReply);
    this.onUnregisteredChange(false);
    const hash = this.dialect.issuesResumeToken === true ? this.#credentials.issueToken() : undefined;
    this.#timers.waitForJoinSlot(remote, () => {
      this.#present = true;
      onAsk();
      this.#send(withTokenHash({ ...command, remote }, hash));
    });
  }

  #leave(why: Parting): void {
    this.#present = false;
    this.#left = true;
    this.#send({ kind: 'leave', ...why });
  }

  #send(command: Command): void {
    this.onCommand({ client: this.connection.id, command });
  }

  #updateLag(waiting: boolean): void {
    this.#limitReplies();
    this.room?.setLagging(this, waiting);
  }

  /** Who does not read its answers gets to ask for no more of them. */
  #limitReplies(): void {
    const { maxAnswers } = this.#options;
    if (maxAnswers > 0 && this.output.answers > maxAnswers) this.pauseControl.pause(Reason.replyBacklog);
    else this.pauseControl.resume(Reason.replyBacklog);
  }

  #awaitName(): void {
    this.#timers.startNameTimeout((text) => this.disconnectWith('name-timeout', text));
  }

  #watchIdle(): void {
    const isHeld = () => this.pauseControl.isPaused;
    this.#timers.watchIdle(isHeld, (text) => {
      this.output.say(this.#refusal('idle', text));
      this.#closeReason = closeReason('idle');
      this.#leave({ reason: 'idle', by: SERVER });
    });
  }

  #refusal(code: ErrorReplyCode, text: string, id?: string): string {
    return this.dialect.write({ kind: 'refused', code, text }, this.#options.clock.now(), id);
  }

  #log(event: LogEvent, more: LogFields = {}): void {
    this.#options.log(logRecord(event, { ...this.#logIdentity, ...more }));
  }

  /** Who its client is, for the log. */
  get #logIdentity() {
    const { id: client, remote } = this.connection;
    return { client, remote, ...(this.name !== '' && { name: this.name }) };
  }

  /** A client that stands at a prompt gets what the server says on a line of its own. */
  get #newlineAtPrompt(): string {
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

const isInvalidToken = (fact: ChatEvent): boolean => fact.kind === 'refused' && fact.code === 'invalid-token';

const isBanReply = (fact: ChatEvent): boolean => fact.kind === 'refused' && fact.code === 'banned';

/**
 * What a client's next line has to wait for: an answer each, where a room change leads it, and its new name, of which a
 * turn would otherwise have thousands.
 */
const needsReplyFirst = (command: Command): boolean =>
  isReadCommand(command) || KINDS_NEEDING_REPLY.has(command.kind);

const KINDS_NEEDING_REPLY: ReadonlySet<Command['kind']> = new Set(['join', 'enter', 'rename']);
