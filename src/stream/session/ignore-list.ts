import type { TextReply, ClientId, ErrorReply, IgnoreSignal } from '../../chat';

/** How many names a client may ignore. */
const MAX_IGNORED = 100;

/**
 * The ignored clients of a client: a setting of its connection, which ends with it. It follows a client that takes
 * another name, and matches one that returns under the same name.
 */
export class IgnoreList {
  readonly #clients = new Map<string, ClientId>();

  /** Those that are here, or were last. */
  get clients(): readonly ClientId[] {
    return [...this.#clients.values()];
  }

  has(client: ClientId): boolean {
    return this.clients.includes(client);
  }

  /** Ignores a client, or no longer; without a name it returns the ignored names. */
  toggle({ name, client }: IgnoreSignal): TextReply | ErrorReply {
    if (name === undefined) return this.#list();
    if (this.#clients.delete(name)) return textReply(`you no longer ignore ${name}`);
    if (client === undefined) return errorReply('nobody', `no user has the name ${name}`);
    if (this.#clients.size === MAX_IGNORED)
      return errorReply(
        'too-many',
        `you already ignore ${MAX_IGNORED} users: /ignore one of them again first`,
      );
    this.#clients.set(name, client);
    return textReply(`you now ignore ${name}; to stop, type /ignore ${name} again`);
  }

  /** Whether a client that joined is one of them. */
  rebindName(name: string, client: ClientId): boolean {
    const known = this.#clients.has(name);
    if (known) this.#clients.set(name, client);
    return known;
  }

  /** A client has a new name. */
  rename(from: string, to: string): void {
    const client = this.#clients.get(from);
    if (client === undefined) return;
    this.#clients.delete(from);
    this.#clients.set(to, client);
  }

  #list(): TextReply {
    const names = [...this.#clients.keys()];
    return textReply(names.length === 0 ? 'you ignore nobody' : `you ignore ${names.join(', ')}`);
  }
}

const textReply = (line: string): TextReply => ({ kind: 'answered', lines: [line] });

const errorReply = (code: ErrorReply['code'], text: string): ErrorReply => ({ kind: 'refused', code, text });
