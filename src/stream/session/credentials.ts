import { correctText, type Command, type Entered, type RefusalCode } from '../../chat';
import type { TooLong } from '../contracts/connection';
import type { Credential, DialectCommand, Stage } from '../contracts/dialect';

export interface CredentialsOptions {
  /** Whether a line is the password; without it none is asked. */
  readonly unlocks: ((line: string) => boolean) | undefined;
  /** Whether a text is the operators' secret; without it there are none. */
  readonly grants: ((secret: string) => boolean) | undefined;
  /** Makes, and hashes, the words to pick up by. */
  readonly words: Words;
}

/** Words that nobody guesses. What is kept of one is its hash. */
export interface Words {
  next(): string;
  hash(word: string): string;
}

/** How many wrong secrets of the operators a client may try. */
const SECRETS = 3;

/**
 * The secrets that a client shows, and the one that it is given. They are compared and hashed here: what comes out is
 * a command that has none of them.
 */
export class Credentials {
  readonly #options: CredentialsOptions;
  #secrets = 0;
  /** What it may pick up by, until it has been told. */
  #word: string | undefined;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** Whether it is the password. */
  unlocks(secret: string): boolean {
    return this.#options.unlocks?.(secret) ?? false;
  }

  /** Why no secret of the operators is looked at, if there is a reason. */
  refuseGrant({ id }: Credential & { kind: 'operator-secret' }, stage: Stage): DialectCommand | undefined {
    if (stage !== 'in') return refusal('not-entered', 'give a name first', id);
    if (!this.#options.grants) return refusal('operators-only', 'this server has no operators', id);
    return this.#secrets === SECRETS ? refusal('too-many-tries', 'too many tries', id) : undefined;
  }

  /** The order that the operators' secret becomes, or the refusal. */
  grant({ secret = '', id }: Credential & { kind: 'operator-secret' }): Command {
    this.#secrets++;
    if (this.#options.grants?.(secret)) return { kind: 'grant', ...(id !== undefined && { id }) };
    return refusal('wrong-secret', 'that is not the secret of the operators', id);
  }

  /** What picks up by a word. */
  resume({ token, id }: Credential & { kind: 'resume-token' }): Command & { kind: 'resume' } {
    return { kind: 'resume', tokenHash: this.#options.words.hash(token), ...(id !== undefined && { id }) };
  }

  /** Makes a word to pick up by, to be told when it is in: the hash that is kept of it. */
  newWord(): string {
    this.#word = this.#options.words.next();
    return this.#options.words.hash(this.#word);
  }

  /** Tells the word, once. */
  tellWord(fact: Entered): Entered {
    if (this.#word === undefined) return fact;
    const word = this.#word;
    this.#word = undefined;
    return { ...fact, word };
  }
}

/** The line behind an `/op` that had no secret. A blank one shows none. */
export const readSecret = (line: string | TooLong): DialectCommand | Credential => {
  const secret = typeof line === 'string' ? correctText(line).trim() : '';
  return secret !== ''
    ? { kind: 'operator-secret', secret }
    : refusal('not-understood', 'the secret is missing: /op SECRET', undefined);
};

/** A refusal at the place of the command among the others of its client. */
export const refusal = (code: RefusalCode, text: string, id: string | undefined): DialectCommand => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
  ...(id !== undefined && { id }),
});
