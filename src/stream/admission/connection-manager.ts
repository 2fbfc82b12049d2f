import { closeReason, UNKNOWN_CLOSE_REASON } from '../contracts/close-reason';
import { SERVER } from '../../chat';
import { ConnectionLimiter, type ConnectionLimits } from './connection-limiter';
import type { Connection } from '../contracts/connection';
import { OpenConnections } from './open-connections';
import type { Dialect } from '../contracts/dialect';
import { logRecord } from '../contracts/log-record';
import { GuessLimiter } from './guess-limiter';
import { LogThrottle } from './log-throttle';
import { Session, type SessionOptions } from '../session/session';
import { RejectedConnections } from './rejected-connections';
import { UnregisteredSessions } from './unregistered-sessions';

export interface ConnectionManagerOptions
  extends ConnectionLimits, Omit<SessionOptions, 'guessLimiter' | 'unregistered'> {
  /** Connections that have not given a name, in all; 0 is no limit. */
  readonly maxUnnamed: number;
}

/** Where connections come in and go out: whom the limits let in begins a session, who is one too many gets a line. */
export class ConnectionManager {
  readonly #options: ConnectionManagerOptions & SessionOptions;
  readonly #limiter: ConnectionLimiter;
  readonly #unregistered: UnregisteredSessions;
  readonly #logThrottle: LogThrottle;
  readonly #rejected = new RejectedConnections();
  readonly #open: OpenConnections;
  readonly #ids = new Set<string>();

  constructor(options: ConnectionManagerOptions) {
    this.#unregistered = new UnregisteredSessions(options.maxUnnamed);
    const guessLimiter = new GuessLimiter(options);
    this.#options = { ...options, guessLimiter, unregistered: this.#unregistered };
    this.#limiter = new ConnectionLimiter(options);
    this.#logThrottle = new LogThrottle(options);
    this.#open = new OpenConnections(options.clock);
  }

  /** The session of a connection; undefined if it is refused, or can't begin. That is the end of it, and of nobody else. */
  accept(connection: Connection, dialect: Dialect): Session | undefined {
    const { id: client, remote } = connection;
    try {
      if (client === SERVER || this.#ids.has(client)) throw new Error(`the id ${client} is taken`);
      return this.#admit(connection, dialect);
    } catch (error) {
      this.#options.log(logRecord('connection-failed', { client, remote, error }));
      connection.destroy(closeReason('error'));
      return undefined;
    }
  }

  #admit(connection: Connection, dialect: Dialect): Session | undefined {
    const refusal = this.#limiter.admit(connection);
    if (refusal) {
      const { limit, fact } = refusal;
      const { id: client, remote } = connection;
      this.#options.meter?.onRejected(limit);
      this.#logThrottle.log(
        logRecord('connection-rejected', { client, remote, cause: fact.text, code: limit }),
      );
      this.#rejected.add(connection, dialect.write(fact, this.#options.clock.now()));
      return undefined;
    }
    const session = this.#begin(connection, dialect);
    this.#ids.add(connection.id);
    this.#open.add(connection);
    this.#unregistered.add(session);
    connection.onClose = () => this.#release(session);
    return session;
  }

  /** A dialect that throws at the first prompt has begun nothing. */
  #begin(connection: Connection, dialect: Dialect): Session {
    try {
      return new Session(connection, dialect, this.#options);
    } catch (error) {
      this.#limiter.release(connection);
      throw error;
    }
  }

  /** Resolves when every connection is closed; those that take too long are destroyed. */
  async drained(patience?: number): Promise<void> {
    this.#rejected.close();
    await this.#open.allClosed(patience);
    this.#options.guessLimiter.close();
  }

  #release(session: Session): void {
    session.close();
    this.#options.meter?.onClosed(session.connection.closeReason ?? UNKNOWN_CLOSE_REASON);
    this.#limiter.release(session.connection);
    this.#open.remove(session.connection);
    this.#ids.delete(session.connection.id);
  }
}
