import { closeReason } from '../contracts/close-reason';
import type { Connection } from '../contracts/connection';

/** How many connections that were refused may be on their way out at a time. */
const MAX_LINGERING_REJECTIONS = 32;

/**
 * Connections that are rejected: each gets its line, and a moment to read it. Beyond 32 the oldest is closed immediately. So
 * a flood of them does not use the file descriptors that the limits reserve.
 */
export class RejectedConnections {
  readonly #connections = new Set<Connection>();

  add(connection: Connection, line: string): void {
    this.#connections.add(connection);
    connection.onClose = () => this.#connections.delete(connection);
    connection.write([line]);
    connection.end(closeReason('closed', 'refused'));
    const [oldest] = this.#connections;
    if (this.#connections.size > MAX_LINGERING_REJECTIONS) oldest?.destroy(closeReason('closed', 'refused'));
  }

  close(): void {
    for (const connection of this.#connections) connection.destroy(closeReason('shutdown'));
  }
}
