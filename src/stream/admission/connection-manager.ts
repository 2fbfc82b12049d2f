import { SERVER } from '../../chat';
import { Admission, type AdmissionOptions } from './connection-limiter';
import type { Connection } from '../contracts/connection';
import { Crowd } from './open-connections';
import type { Dialect } from '../contracts/dialect';
import { Guesses } from './guess-limiter';
import { Refusals } from './log-throttle';
import { Session, type SessionOptions } from '../session/session';
import { TurnedAway } from './rejected-connections';
import { Unnamed } from './unregistered-sessions';

export interface ReceptionOptions extends AdmissionOptions, Omit<SessionOptions, 'guesses'> {
  /** Connections that have not given a name, in all; 0 is no bound. */
  readonly maxUnnamed: number;
}

/** Where connections come in and go out: whom the caps let in begins a session, who is one too many gets a line. */
export class Reception {
  readonly #options: ReceptionOptions & SessionOptions;
  readonly #admission: Admission;
  readonly #unnamed: Unnamed;
  readonly #refusals: Refusals;
  readonly #turnedAway = new TurnedAway();
  readonly #crowd: Crowd;
  readonly #ids = new Set<string>();

  constructor(options: ReceptionOptions) {
    this.#options = { ...options, guesses: new Guesses(options) };
    this.#admission = new Admission(options);
    this.#unnamed = new Unnamed(options.maxUnnamed);
    this.#refusals = new Refusals(options);
    this.#crowd = new Crowd(options.clock);
  }

  /** The session of a connection; undefined if it is refused, or can't begin. That is the end of it, and of nobody else. */
  receive(connection: Connection, dialect: Dialect): Session | undefined {
    const { id: client, remote } = connection;
    try {
      if (client === SERVER || this.#ids.has(client)) throw new Error(`the id ${client} is taken`);
      return this.#admit(connection, dialect);
    } catch (error) {
      this.#options.log({ level: 'error', message: 'a connection has failed', client, remote, error });
      connection.destroy('error');
      return undefined;
    }
  }

  #admit(connection: Connection, dialect: Dialect): Session | undefined {
    const refusal = this.#admission.admit(connection);
    if (refusal) {
      const { cap, fact } = refusal;
      const { id: client, remote } = connection;
      this.#options.meter?.refused(cap);
      this.#refusals.log({ level: 'warn', message: 'client refused', client, remote, cause: fact.text });
      this.#turnedAway.add(connection, dialect.write(fact, this.#options.clock.now()));
      return undefined;
    }
    const session = this.#begin(connection, dialect);
    this.#ids.add(connection.id);
    this.#crowd.add(connection);
    this.#unnamed.add(session);
    connection.onClose = () => this.#release(session);
    return session;
  }

  /** A dialect that throws at the first prompt has begun nothing. */
  #begin(connection: Connection, dialect: Dialect): Session {
    try {
      return new Session(connection, dialect, this.#options);
    } catch (error) {
      this.#admission.release(connection);
      throw error;
    }
  }

  /** Resolves when every connection is closed; those that take too long are destroyed. */
  async gone(patience?: number): Promise<void> {
    this.#turnedAway.close();
    await this.#crowd.gone(patience);
    this.#options.guesses.close();
  }

  #release(session: Session): void {
    session.close();
    this.#options.meter?.closed(session.connection.cause);
    this.#admission.release(session.connection);
    this.#crowd.remove(session.connection);
    this.#ids.delete(session.connection.id);
  }
}
