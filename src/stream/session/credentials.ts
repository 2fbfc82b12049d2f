import { applyLineEditing, type Command, type Entered, type ErrorReplyCode } from '../../chat';
import type { LineTooLong } from '../contracts/connection';
import type { Credential, DialectCommand, SessionStage } from '../contracts/dialect';

export interface CredentialsOptions {
  /** Whether a line is the password; without it none is asked. */
  readonly isPassword: ((line: string) => boolean) | undefined;
  /** Whether a text is the operators' secret; without it there are none. */
  readonly isOperatorSecret: ((secret: string) => boolean) | undefined;
  /** Makes, and hashes, the words to pick up by. */
  readonly resumeTokens: ResumeTokens;
}

/** Unguessable tokens. Only the hash of a token is stored. */
export interface ResumeTokens {
  generate(): string;
  hash(word: string): string;
}

/** How many wrong secrets of the operators a client may try. */
const MAX_SECRET_ATTEMPTS = 3;

/**
 * The secrets that a client shows, and the one that it is given. They are compared and hashed here: what comes out is
 * a command that has none of them.
 */
export class Credentials {
  readonly #options: CredentialsOptions;
  #secrets = 0;
  /** The resume token, until the client has received it. */
  #word: string | undefined;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** Whether it is the password. */
  isPassword(secret: string): boolean {
    return this.#options.isPassword?.(secret) ?? false;
  }

  /** Why no secret of the operators is looked at, if there is a reason. */
  refuseGrant(
    { id }: Credential & { kind: 'operator-secret' },
    stage: SessionStage,
  ): DialectCommand | undefined {
    if (stage !== 'entered') return errorCommand('not-entered', 'enter a name first', id);
    if (!this.#options.isOperatorSecret)
      return errorCommand('operators-only', 'this server has no operators', id);
    return this.#secrets === MAX_SECRET_ATTEMPTS
      ? errorCommand('too-many-tries', 'too many tries', id)
      : undefined;
  }

  /** The order that the operators' secret becomes, or the refusal. */
  grant({ secret = '', id }: Credential & { kind: 'operator-secret' }): Command {
    this.#secrets++;
    if (this.#options.isOperatorSecret?.(secret)) return { kind: 'grant', ...(id !== undefined && { id }) };
    return errorCommand('wrong-secret', 'wrong operator secret', id);
  }

  /** The command that resumes by a token. */
  resume({ token, id }: Credential & { kind: 'resume-token' }): Command & { kind: 'resume' } {
    return {
      kind: 'resume',
      tokenHash: this.#options.resumeTokens.hash(token),
      ...(id !== undefined && { id }),
    };
  }

  /** Makes a resume token, which the client gets after its entry. Returns the stored hash. */
  issueToken(): string {
    this.#word = this.#options.resumeTokens.generate();
    return this.#options.resumeTokens.hash(this.#word);
  }

  /** Returns the token, once. */
  attachToken(fact: Entered): Entered {
    if (this.#word === undefined) return fact;
    const word = this.#word;
    this.#word = undefined;
    return { ...fact, word };
  }
}

/** The line behind an `/op` that had no secret. A blank one shows none. */
export const readSecret = (line: string | LineTooLong): DialectCommand | Credential => {
  const secret = typeof line === 'string' ? applyLineEditing(line).trim() : '';
  return secret !== ''
    ? { kind: 'operator-secret', secret }
    : errorCommand('not-understood', 'the secret is missing: /op SECRET', undefined);
};

/** A refusal at the place of the command among the others of its client. */
export const errorCommand = (code: ErrorReplyCode, text: string, id: string | undefined): DialectCommand => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
  ...(id !== undefined && { id }),
});
