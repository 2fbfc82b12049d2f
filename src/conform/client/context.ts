import { Client, type Role } from './client';
import { connectTo, type Target } from './connect';
import { UniqueNames } from './unique-names';

/** How patient a run is, and how hard it tries. */
export interface RunSettings {
  /** How long one thing is waited for, in milliseconds. @default 2000 */
  readonly patience: number;
  /** How long all of it may take, in milliseconds. @default 25,000 */
  readonly deadline: number;
  /** Bytes sent to a client that does not read: more than the kernel buffers for it. @default 6,000,000 */
  readonly backlog: number;
}

const initials: Readonly<Record<Role, string>> = { sender: 's', newcomer: 'n', others: 'u' };

/** The resources of a check: its own clients, all closed at its end. */
export class CheckContext {
  readonly names: UniqueNames;
  readonly #clients = new Set<Client>();
  #over = false;

  constructor(
    readonly target: Target,
    readonly settings: RunSettings,
    run: UniqueNames,
  ) {
    this.names = new UniqueNames(run);
  }

  /** A new client, which has said nothing yet. `name` is its name if it is to have a certain one. */
  async connect(role: Role, name = this.names.name(initials[role])): Promise<Client> {
    const { patience } = this.settings;
    const socket = await connectTo(this.target);
    if (this.#over) socket.destroy();
    const isForeign = (line: string) => this.names.isForeign(line);
    const client = new Client({ role, name, patience, isForeign }, socket);
    this.#clients.add(client);
    return client;
  }

  /** A new word to say, which nobody has said before. */
  uniqueText(): string {
    return this.names.word();
  }

  /** Lets all clients leave. Later connections are destroyed. */
  async closeAll(): Promise<void> {
    this.#over = true;
    await Promise.all([...this.#clients].map((client) => client.hasClosed()));
  }

  /** Cuts all clients off: whatever waits for one fails with this reason. */
  abort(reason: string): void {
    this.#over = true;
    this.#clients.forEach((client) => client.abort(reason));
  }
}
