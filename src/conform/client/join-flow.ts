import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Role } from './client';
import type { CheckContext } from './context';

/** How one gets into a kind of server. */
export interface JoinProtocol {
  /** The line that gives one's name, without its end. */
  readonly nameLine: (name: string) => string;
  /** The line that says a text, without its end. */
  readonly say: (text: string) => string;
  /** The text before the question for a name. */
  readonly promptPattern: RegExp;
  /** Waits for what shows a client that it is in, and reads up to there. */
  readonly waitForWelcome: (client: Client) => Promise<unknown>;
  /** The rest of a line after the prompts of a client of this name. */
  readonly stripPrompt: (name: string) => (line: string) => string;
}

/** The divisor of the timeout where no line is expected. */
const PROBE_TIMEOUT_MS = 20;

const happens = (work: Promise<unknown>): Promise<boolean> => work.then(() => true).catch(() => false);

/**
 * Joins the server under test. The first joins show whether the server asks for names and announces a join. Later joins do
 * not wait for what it does not do, so that its other rules can still be checked.
 */
export class JoinFlow {
  readonly #customs: JoinProtocol;
  #asks = true;
  #welcomes = true;

  constructor(customs: JoinProtocol) {
    this.#customs = customs;
  }

  /** A client that is asked for its name. */
  async connectToPrompt(stage: CheckContext, role: Role, name?: string): Promise<Client> {
    const client = await this.#connect(stage, role, name);
    await this.#waitForPrompt(client, this.#asks, stage);
    return client;
  }

  /** A client that is in. */
  async join(stage: CheckContext, role: Role, name?: string): Promise<Client> {
    const client = await this.connectToPrompt(stage, role, name);
    client.send(this.#customs.nameLine(client.name));
    if (this.#welcomes) await this.#customs.waitForWelcome(client);
    else await pause(stage.settings.patience / PROBE_TIMEOUT_MS);
    return client;
  }

  /** Two enter. Fails if the first hears neither of the second nor from it. */
  async probe(stage: CheckContext): Promise<void> {
    const others = await this.#connect(stage, 'others');
    this.#asks = await happens(this.#waitForPrompt(others, true, stage));
    others.send(this.#customs.nameLine(others.name));
    this.#welcomes = await happens(this.#customs.waitForWelcome(others));
    const newcomer = await this.join(stage, 'newcomer');
    const word = stage.uniqueText();
    newcomer.send(this.#customs.say(word));
    await others.expectLine({
      description: `a line with ${newcomer.name} or what it says in it`,
      matches: (line) => line.includes(newcomer.name) || line.includes(word),
    });
  }

  async #connect(stage: CheckContext, role: Role, name?: string): Promise<Client> {
    const client = await stage.connect(role, name);
    client.inbox.strip = this.#customs.stripPrompt(client.name);
    return client;
  }

  async #waitForPrompt({ inbox }: Client, surely: boolean, { settings }: CheckContext): Promise<void> {
    const { promptPattern } = this.#customs;
    if (surely)
      await inbox.until('to be asked for its name', [], () => promptPattern.test(inbox.unread) || undefined);
    else await pause(settings.patience / PROBE_TIMEOUT_MS);
  }
}
