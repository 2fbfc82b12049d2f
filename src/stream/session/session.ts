import { closeLogFields, closeReason, type CloseCode, type CloseReason } from '../contracts/close-reason';
import {
  clientNetwork,
  quote,
  SERVER,
  type ClientId,
  type Command,
  type ChatEvent,
  type Name,
  type Ended,
  type Message,
  type SessionSignal,
  type Parting,
  type ClientCommand,
  type ErrorReplyCode,
} from '../../chat';
import { definitionOf, isReadCommand } from '../../chat/reducer/commands';
import type { ReplyHolder, RetainedReply } from '../delivery/reply-backlog';
import { Authentication, type AuthenticationHost, type AuthenticationOptions } from './authentication';
import { errorCommand } from './credentials';
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
import { EventWriter, type EventWriterOptions } from './event-writer';
import { estimateBytes, estimateLineBytes, type Sender } from '../flow/in-flight-limiter';
import type { OpenTalk } from '../pipeline/open-talk';
import { logRecord, type LogEvent, type LogFields, type LogRecord } from '../contracts/log-record';
import type { Meter } from '../contracts/meter';
import type { WriteBudget } from '../delivery/write-budget';
import { RateLimiter, type RateLimiterOptions } from '../flow/rate-limiter';
import type { RoomOutput } from '../delivery/room-output';
import { ClientOutput } from '../delivery/client-output';
import type { SlownessMeter } from '../flow/slowness';
import { SessionTimers, type SessionTimersOptions } from './session-timers';
import { rejectSecrets } from './reject-secrets';

export interface SessionOptions
  extends AuthenticationOptions, EventWriterOptions, RateLimiterOptions, SessionTimersOptions {
  /** How far a reader may fall behind its room, in bytes. */
  readonly tape: number;
  /** Bytes of answers that may wait for a client before it is held; 0 is no limit. */
  readonly maxAnswers: number;
  readonly clock: Clock;
  /** The last command of the turn, where its client may add to it. */
  readonly openTalk: OpenTalk;
  /** Counts the writes to its client. @default none */
  readonly meter?: Meter | undefined;
  readonly log: (line: LogRecord) => void;
  /** The delay before an address may send another private message to the same client, in ms. */
  readonly reserveEventSlot: (remote: string, to: string) => number;
  /** Bounds what is written of lists in a pass of the event loop. @default nothing does */
  readonly writeBudget?: WriteBudget;
  /** The sessions that wait for a name. `add` may end a session at once. @default nothing bounds them */
  readonly unregistered?: SessionSet;
}

/** A set of sessions, to which each session adds and removes itself. */
export interface SessionSet {
  add(session: Session): void;
  remove(session: Session): void;
}

/** How many bytes of a list count as one line of its client. */
const LIST_LINE_BYTES = 1024;

/**
 * The state of a client. `outside`: nothing. `inside`: its enter is posted, and its leave has still to be.
 * `leaving`: its leave is posted; earlier commands are still answered, and no line is read. `ended`: the chat has ended
 * it, and nothing is to be posted.
 */
type Membership = 'outside' | 'inside' | 'leaving' | 'ended';

/**
 * One client. Its lines become commands, its events become text.
 *
 * Two fields say where it stands: `stage` is what its dialect goes by, `#membership` what the chat knows of it. They
 * are independent: a client may get an error, or its entry, while its leave is on its way.
 */
export class Session implements Sender, Reader, ReplyHolder, AuthenticationHost {
  readonly connection: Connection;
  readonly dialect: Dialect;
  readonly pauseControl: PauseControl;
  readonly output: ClientOutput;
  readonly events: EventWriter;
  /** The room whose lines it reads, once it is in. */
  room: RoomOutput | undefined;
  inFlight = 0;
  slowness: SlownessMeter | undefined;
  /** Its name, for the log. */
  name = '';
  /** Takes what its client asks for, in the order of its lines. */
  onCommand: (post: ClientCommand) => void = () => undefined;
  #stage: SessionStage;
  #membership: Membership = 'outside';
  #failedAttempts = 0;
  /** Its close reason, if its leave has no public reason. */
  #closeReason = closeReason('quit');
  /** Its client has sent nothing yet. */
  #isFirstLine = true;
  readonly #options: SessionOptions;
  readonly #authentication: Authentication;
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
    this.#authentication = new Authentication(this, options, dialect.maxNameAttempts);
    this.#rateLimiter = new RateLimiter(options, this.pauseControl, options.clock);
    this.#timers = new SessionTimers(options);
    connection.onEnd = () => this.#hurry();
    this.output.onBackpressure = (waiting) => this.#updateLag(waiting);
    this.#log('client-connected');
    this.output.say(dialect.greeting + dialect.prompt(this.#stage));
    this.output.flush();
    this.#awaitName();
  }

  get stage(): SessionStage {
    return this.#stage;
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
    if (this.#stage === 'closed' || this.#membership === 'leaving') return;
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

  /** Its line stream has completed. A client that never requested entry causes no leave event. */
  onInputEnd(): void {
    this.#timers.clear();
    this.#rateLimiter.close();
    this.#authentication.cancel();
    if (this.#membership === 'inside') this.#leave({});
    else if (this.#membership === 'outside') this.#send({ kind: 'part' });
  }

  /** A line of its client made the server throw. That ends this client only. */
  fail(error: unknown): void {
    this.#log('connection-failed', { error });
    this.#beginClose(closeReason('error'));
    this.connection.destroy(closeReason('error'));
  }

  /** Its connection is closed, both ways. */
  close(): void {
    this.#authentication.resolveResume();
    this.output.close();
    this.#beginClose(closeReason('closed'));
    this.#log('client-disconnected', closeLogFields(this.connection.closeReason));
  }

  /** Takes a signal of the chat, at its position in the turn. */
  receiveSignal(signal: SessionSignal, at: number, id?: string): void {
    if (signal.kind === 'ended') this.#end(signal, at);
    if (signal.kind !== 'ignore' || this.#stage === 'closed') return;
    this.events.ignore(signal, at, id);
    this.pauseControl.resume(Reason.awaitingReply);
  }

  /** Takes an event that is for this client alone, at its position in the turn. */
  receiveEvent(fact: ChatEvent, at: number, id?: string): void {
    if (this.#stage === 'closed') return;
    if (fact.kind === 'entered' || fact.kind === 'refused')
      this.#authentication.resolveResume(!isInvalidToken(fact));
    if (fact.kind === 'entered') return this.#onEntered(fact, at, id);
    this.#rateLimiter.consume(this.events.deliver(fact, at, id) / LIST_LINE_BYTES);
    if (this.#stage === 'name' && isBanReply(fact)) return this.#beginClose(closeReason('banned'));
    if (this.#stage === 'name') return this.#askNameAgain(fact.kind === 'refused');
    this.pauseControl.resume(Reason.awaitingReply);
  }

  /** Takes an event that another client causes for it, at its position in the turn. False: it reads too slowly. */
  receiveRoomEvent(fact: ChatEvent, at: number): boolean {
    // A refusal that comes this way, as it has no id, is the answer all the same.
    if (fact.kind === 'refused') this.pauseControl.resume(Reason.awaitingReply);
    return this.#stage === 'closed' || this.events.deliverToRoom(fact, at);
  }

  /** Takes its own event in its room. False: it gets nothing for it. */
  receiveOwnEvent(fact: ChatEvent, at: number, id?: string): boolean {
    return this.#stage !== 'closed' && this.events.deliverOwn(fact, at, id);
  }

  /** The same of messages in a row. */
  receiveOwnMessages(messages: readonly Message[]): boolean {
    return this.#stage !== 'closed' && this.events.deliverOwnMessages(messages);
  }

  /** A client has joined, which it may have ignored before. */
  onUserJoined(name: string, client: ClientId): void {
    if (client !== this.connection.id) this.events.onUserJoined(name, client);
  }

  /** Writes what its client takes. The rest of its answers then limits its further queries. */
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

  /** Has taken nothing for too long. The server does not wait for its unread bytes. */
  disconnectSlow(): void {
    if (this.#membership === 'inside') this.#leave({ reason: 'too slow', by: SERVER });
    this.connection.destroy(closeReason('too-slow'));
    this.output.close();
  }

  #rejectProtocol({ protocol, answer }: ForeignProtocol): void {
    this.#log('unexpected-protocol', { protocol });
    this.output.say(this.#newlineAtPrompt + answer);
    this.#beginClose(closeReason('foreign-protocol', `foreign protocol ${protocol}`));
    this.output.flush();
  }

  /** The reason is private: other clients get the leave without it. */
  #overrun({ code, text }: InputOverrun): void {
    if (this.#membership !== 'inside') return this.disconnectWith(code, text);
    this.#closeReason = closeReason(code);
    this.output.say(this.#refusal(code, text));
    this.#leave({});
  }

  /** The command of a line. Some programs put a byte order mark before the first one: it is no part of what they say. */
  #understand(line: string | LineTooLong): DialectCommand | Credential | undefined {
    const text = this.#isFirstLine && typeof line === 'string' ? line.replace(/^\ufeff/, '') : line;
    this.#isFirstLine = false;
    return (
      this.#authentication.takeSecretLine(text) ??
      checkDialectResult(this.dialect, this.dialect.read(this.#stage, text))
    );
  }

  #handleInput(input: DialectCommand | Credential | undefined): void {
    if (!input) return;
    if (isCredential(input)) this.#authentication.check(input);
    else this.submit(input);
  }

  acceptPassword(thenCommand: DialectCommand | undefined): void {
    this.#stage = 'name';
    this.#failedAttempts = 0;
    if (thenCommand) this.submit(thenCommand);
    else this.output.say(this.dialect.prompt('name'));
  }

  refuseAttempt(code: ErrorReplyCode, text: string, id: string | undefined, maxAttempts: number): void {
    this.output.say(this.#refusal(code, text, id));
    this.#countAttempt(maxAttempts);
  }

  askSecret(): void {
    this.output.say(this.dialect.secretPrompt ?? '');
  }

  #onEntered(fact: ChatEvent & { kind: 'entered' }, at: number, id: string | undefined): void {
    this.name = fact.name;
    this.output.setName(fact.name);
    if (this.#stage !== 'entered') this.#watchIdle();
    this.#log(this.#stage === 'entered' ? 'client-joined-room' : 'client-entered', {
      room: fact.room,
    });
    this.#stage = 'entered';
    this.events.enter(this.#authentication.credentials.attachToken(fact), at, id);
  }

  /** Asks for the name once more. */
  #askNameAgain(refused: boolean): void {
    if (this.#membership === 'inside') this.#membership = 'outside';
    if (refused) this.#countAttempt(this.dialect.maxNameAttempts);
    else this.output.say(this.dialect.prompt('name'));
    if (this.#stage === 'closed') return;
    this.#awaitName();
    this.pauseControl.resume(Reason.awaitingReply);
    // May let it go at once, so it comes last.
    this.#options.unregistered?.add(this);
  }

  /** Asks once more, unless this was one try too many. */
  #countAttempt(maxAttempts: number): void {
    this.#failedAttempts++;
    if (this.#failedAttempts < maxAttempts) return this.output.say(this.dialect.prompt(this.#stage));
    this.output.say(this.#refusal('too-many-tries', 'too many tries'));
    this.#beginClose(closeReason('too-many-tries'));
  }

  #end({ reason, by, code }: Ended, at: number): void {
    this.#membership = 'ended';
    const isAtPrompt = this.#stage === 'password' || this.#stage === 'name';
    if (isAtPrompt && reason !== undefined)
      this.output.say(this.#newlineAtPrompt + this.dialect.write({ kind: 'announced', text: reason }, at));
    if (code !== undefined) this.#beginClose(closeReason(code, reason));
    else if (reason === undefined || by !== undefined) this.#beginClose(this.#closeReason);
    else this.#beginClose(closeReason('quit', `quit: ${quote(reason)}`));
  }

  #beginClose(reason: CloseReason): void {
    this.#stage = 'closed';
    this.#authentication.cancel();
    this.#options.unregistered?.remove(this);
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

  submit(given: Command): void {
    const command = rejectSecrets(given);
    if (command.kind === 'say' && command.id === undefined && this.#stage === 'entered')
      return this.#say(command.text);
    if (command.kind === 'enter' && this.#stage === 'password')
      return this.submit(errorCommand('not-entered', 'enter the password first', command.id));
    if (command.kind === 'enter' && this.#stage !== 'entered') return this.requestEntry(command);
    if (this.#stage === 'name' || needsReplyFirst(command)) this.pauseControl.pause(Reason.awaitingReply);
    this.room?.inFlight.add(this, estimateBytes(command));
    this.room?.backpressure.pauseIfCongested(this.pauseControl);
    this.#send(command);
    if (command.kind === 'tell') this.#paceEvents(command.to);
  }

  /** Says a text: with the one before, as one command, while nothing stands between them in the turn. */
  #say(text: string): void {
    const { openTalk } = this.#options;
    const { id } = this.connection;
    this.room?.inFlight.add(this, estimateLineBytes(text));
    this.room?.backpressure.pauseIfCongested(this.pauseControl);
    if (openTalk.add(id, text)) return;
    const texts = [text];
    this.#send({ kind: 'talk', texts });
    openTalk.open(id, texts);
  }

  /** Many senders of one address write to a private receiver at the rate of one client. */
  #paceEvents({ keys: [key] }: Name): void {
    this.#rateLimiter.hold(this.#options.reserveEventSlot(this.connection.remote, key));
  }

  /** Enters when its address may join. */
  requestEntry(command: Command & { kind: 'enter' | 'resume' }, onSent = noop): void {
    const { remote } = this.connection;
    this.pauseControl.pause(Reason.awaitingReply);
    this.#options.unregistered?.remove(this);
    const hash =
      this.dialect.issuesResumeToken === true ? this.#authentication.credentials.issueToken() : undefined;
    this.#timers.waitForJoinSlot(remote, () => {
      this.#membership = 'inside';
      onSent();
      this.#send(withTokenHash({ ...command, remote }, hash));
    });
  }

  #leave(why: Parting): void {
    this.#membership = 'leaving';
    this.#send({ kind: 'leave', ...why });
  }

  #send(command: Command): void {
    this.onCommand({ client: this.connection.id, command });
  }

  #updateLag(waiting: boolean): void {
    this.#limitReplies();
    this.room?.setLagging(this, waiting);
  }

  /** A client that does not read its answers is paused. */
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
    this.#options.log(logRecord(event, { ...this.logIdentity, ...more }));
  }

  /** Its client, for the log. */
  get logIdentity() {
    const { id: client, remote } = this.connection;
    return { client, remote, ...(this.name !== '' && { name: this.name }) };
  }

  /** A client that stands at a prompt gets what the server says on a line of its own. */
  get #newlineAtPrompt(): string {
    return this.dialect.prompt(this.#stage) === '' ? '' : '\n';
  }
}

const noop = (): void => undefined;

const isCredential = (input: DialectCommand | Credential): input is Credential =>
  input.kind === 'password' || input.kind === 'operator-secret' || input.kind === 'resume-token';

/** The command that enters, with the hash of the token for a later resume. */
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
 * The events that a client's next line waits for: each answer, a change of room, and a new name. A turn could have
 * thousands otherwise.
 */
const needsReplyFirst = (command: Command): boolean =>
  isReadCommand(command) || definitionOf(command).awaitsReply;
