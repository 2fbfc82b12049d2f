import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Role } from './client';
import type { Stage } from './context';

/** How one gets into a kind of server. */
export interface Customs {
  /** The line that gives one's name, without its end. */
  readonly introduce: (name: string) => string;
  /** The line that says a text, without its end. */
  readonly say: (text: string) => string;
  /** What is there when a name is asked for. */
  readonly asks: RegExp;
  /** Waits for what shows a client that it is in, and reads up to there. */
  readonly welcomed: (client: Client) => Promise<unknown>;
  /** What prompts leave of a line that a client of this name gets. */
  readonly strip: (name: string) => (line: string) => string;
}

/** What patience is divided by, where nothing is expected to come. */
const HASTE = 20;

const happens = (work: Promise<unknown>): Promise<boolean> => work.then(() => true).catch(() => false);

/**
 * The way in. It gets to know the server first: one that does not ask for names, or tells nobody that it is in, is not
 * waited for each time, so that its other rules can still be judged.
 */
export class Entrance {
  readonly #customs: Customs;
  #asks = true;
  #welcomes = true;

  constructor(customs: Customs) {
    this.#customs = customs;
  }

  /** A client that is asked for its name. */
  async meet(stage: Stage, role: Role, name?: string): Promise<Client> {
    const client = await this.#arrive(stage, role, name);
    await this.#asked(client, this.#asks, stage);
    return client;
  }

  /** A client that is in. */
  async enter(stage: Stage, role: Role, name?: string): Promise<Client> {
    const client = await this.meet(stage, role, name);
    client.type(this.#customs.introduce(client.name));
    if (this.#welcomes) await this.#customs.welcomed(client);
    else await pause(stage.settings.patience / HASTE);
    return client;
  }

  /** Two enter. Fails if the first hears neither of the second nor from it. */
  async learn(stage: Stage): Promise<void> {
    const others = await this.#arrive(stage, 'others');
    this.#asks = await happens(this.#asked(others, true, stage));
    others.type(this.#customs.introduce(others.name));
    this.#welcomes = await happens(this.#customs.welcomed(others));
    const newcomer = await this.enter(stage, 'newcomer');
    const word = stage.word();
    newcomer.type(this.#customs.say(word));
    await others.sees({
      what: `a line with ${newcomer.name} or what it says in it`,
      fits: (line) => line.includes(newcomer.name) || line.includes(word),
    });
  }

  async #arrive(stage: Stage, role: Role, name?: string): Promise<Client> {
    const client = await stage.connect(role, name);
    client.inbox.strip = this.#customs.strip(client.name);
    return client;
  }

  async #asked({ inbox }: Client, surely: boolean, { settings }: Stage): Promise<void> {
    const { asks } = this.#customs;
    if (surely) await inbox.until('to be asked for its name', [], () => asks.test(inbox.unread) || undefined);
    else await pause(settings.patience / HASTE);
  }
}
