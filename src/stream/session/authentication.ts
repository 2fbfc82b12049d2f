import type { Command, ErrorReplyCode } from '../../chat';
import type { GuessAttempt, GuessLimiter } from '../admission/guess-limiter';
import type { LineTooLong } from '../contracts/connection';
import type { Credential, DialectCommand, SessionStage } from '../contracts/dialect';
import type { SecretKind } from '../contracts/meter';
import { Reason, type PauseControl } from '../flow/pause-control';
import { Credentials, errorCommand, readSecret, type CredentialsOptions } from './credentials';

export interface AuthenticationOptions extends CredentialsOptions {
  /** Bounds the wrong secrets of an address. */
  readonly guessLimiter: GuessLimiter;
}

/** The methods of the session for a secret. */
export interface AuthenticationHost {
  readonly stage: SessionStage;
  readonly pauseControl: PauseControl;
  /** The client, as the log has it. */
  readonly logIdentity: GuessAttempt['from'];
  /** The password is right: takes the command that came with it, or asks for the name. */
  acceptPassword(thenCommand: DialectCommand | undefined): void;
  /** Refuses a secret, and asks for it again; too many attempts end the client. */
  refuseAttempt(code: ErrorReplyCode, text: string, id: string | undefined, maxAttempts: number): void;
  submit(command: Command): void;
  /** Asks to enter; `onSent` is called once the command is on its way. */
  requestEntry(command: Command & { kind: 'resume' }, onSent: () => void): void;
  /** Asks the client for the operators' secret. */
  askSecret(): void;
  flush(): void;
}

/** How many wrong passwords a client may try. */
const MAX_PASSWORD_ATTEMPTS = 3;

/**
 * The secrets of one client: compared or hashed, now or later, as the guesses of its address allow. Until a secret is
 * checked, the next line waits.
 */
export class Authentication {
  readonly credentials: Credentials;
  readonly #host: AuthenticationHost;
  readonly #guessLimiter: GuessLimiter;
  readonly #maxNameAttempts: number;
  /** Cancels the attempt that waits to be checked. */
  #cancelPending: (() => void) | undefined;
  /** Takes whether the resume token was right, after the reducer's result; without a value the result stays unknown. */
  #resolveResume: ((isRight?: boolean) => void) | undefined;
  /** The next line is the operators' secret, whatever it says. */
  #awaitsSecret = false;

  constructor(host: AuthenticationHost, options: AuthenticationOptions, maxNameAttempts: number) {
    this.credentials = new Credentials(options);
    this.#host = host;
    this.#guessLimiter = options.guessLimiter;
    this.#maxNameAttempts = maxNameAttempts;
  }

  /** The secret in a line that was asked for; undefined if none was. */
  takeSecretLine(line: string | LineTooLong): DialectCommand | Credential | undefined {
    if (!this.#awaitsSecret) return undefined;
    this.#awaitsSecret = false;
    return readSecret(line);
  }

  /** Checks a credential that its client shows. */
  check(credential: Credential): void {
    switch (credential.kind) {
      case 'password':
        return this.#checkPassword(credential);
      case 'operator-secret':
        return credential.secret === undefined ? this.#askSecret() : this.#checkOperatorSecret(credential);
      case 'resume-token':
        return this.#checkResumeToken(credential);
    }
  }

  /** Takes the reducer's result: whether the resume token was right. Without a value it is unknown. */
  resolveResume(isRight?: boolean): void {
    this.#resolveResume?.(isRight);
  }

  /** The client is on its way out: gives up the attempt that waits. */
  cancel(): void {
    this.#cancelPending?.();
  }

  /** Makes an attempt, now or later, as the address may. */
  #attempt(
    kind: SecretKind,
    check: (tell: (isRight: boolean) => void) => void,
    refuse: (text: string) => void,
  ): void {
    const { pauseControl, logIdentity } = this.#host;
    const act = (work: () => void) => {
      this.#cancelPending = undefined;
      pauseControl.resume(Reason.awaitingReply);
      work();
      this.#host.flush();
    };
    this.#cancelPending = this.#guessLimiter.attempt({
      kind,
      from: logIdentity,
      go: (tell) => act(() => check(tell)),
      refuse: (seconds) => act(() => refuse(`too many wrong tries: try again in ${seconds} s`)),
    });
    if (this.#cancelPending) pauseControl.pause(Reason.awaitingReply);
  }

  #checkPassword({ secret, thenCommand, id }: Credential & { kind: 'password' }): void {
    const refuse = (code: ErrorReplyCode, text: string) =>
      this.#host.refuseAttempt(code, text, id, MAX_PASSWORD_ATTEMPTS);
    this.#attempt(
      'password',
      (tell) => {
        const isRight = this.credentials.isPassword(secret);
        tell(isRight);
        if (isRight) this.#host.acceptPassword(thenCommand);
        else refuse('wrong-password', 'wrong password');
      },
      (text) => refuse('too-many-wrong', text),
    );
  }

  #checkOperatorSecret(credential: Credential & { kind: 'operator-secret' }): void {
    const refused = this.credentials.refuseGrant(credential, this.#host.stage);
    if (refused) return this.#host.submit(refused);
    this.#attempt(
      'operator',
      (tell) => {
        const command = this.credentials.grant(credential);
        tell(command.kind === 'grant');
        this.#host.submit(command);
      },
      (text) => this.#host.submit(errorCommand('too-many-wrong', text, credential.id)),
    );
  }

  /** Asks for it also where it will be refused: it may be on its way already, and would be said. */
  #askSecret(): void {
    this.#awaitsSecret = true;
    this.#host.askSecret();
    this.#host.flush();
  }

  /** The reducer decides whether a token is right: the attempt is open until then. */
  #checkResumeToken(credential: Credential & { kind: 'resume-token' }): void {
    if (this.#host.stage !== 'name')
      return this.#host.submit(errorCommand('entered-already', 'you have already entered', credential.id));
    this.#attempt(
      'resume',
      (tell) => {
        let isSent = false;
        this.#resolveResume = (isRight = !isSent) => {
          this.#resolveResume = undefined;
          tell(isRight);
        };
        this.#host.requestEntry(this.credentials.resume(credential), () => (isSent = true));
      },
      (text) => this.#host.refuseAttempt('too-many-wrong', text, credential.id, this.#maxNameAttempts),
    );
  }
}
