import type { ClientId } from '../../chat';

/**
 * The texts of the last command of the turn, if that is a `talk`. Its client may add texts until another command follows.
 * So the messages of a client in a row are one command, and the order of all commands stays.
 */
export class OpenTalk {
  #client: ClientId | undefined;
  #texts: string[] | undefined;

  /** Adds a text to the last command. False: that is not a `talk` of this client. */
  add(client: ClientId, text: string): boolean {
    if (client !== this.#client) return false;
    this.#texts?.push(text);
    return true;
  }

  /** A client has sent a `talk` with these texts. */
  open(client: ClientId, texts: string[]): void {
    this.#client = client;
    this.#texts = texts;
  }

  /** Another command is sent, or the turn is applied. */
  close(): void {
    this.#client = undefined;
    this.#texts = undefined;
  }
}
