import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { ChunkedReader } from './chunked-reader';

/** How many parts are read in a pass of the event loop. */
const CHUNKS_PER_PASS = 8;

/**
 * Reads the connections of an HTTP server in turns: each a part, and a few parts in each pass of the event loop. One
 * read of Node has room for thousands of requests, and a pass for the reads of thousands of connections. To parse and
 * answer all of them at once would keep all other clients waiting.
 */
export class RoundRobinReader {
  /** Those whose turn comes, in its order. */
  readonly #waiting = new Set<ChunkedReader>();
  readonly #parts = new WeakMap<Duplex, ChunkedReader>();
  #passing = false;

  /** Reads those of this server. */
  serve(server: Server): void {
    server.prependListener('connection', (socket: Duplex) => this.add(socket));
    server.on('connection', (socket: Duplex) => readThroughStream(socket));
  }

  /** Takes a connection before anybody reads it. */
  add(socket: Duplex): void {
    const parts = new ChunkedReader(socket, () => this.#wait(parts));
    this.#parts.set(socket, parts);
  }

  /** Lets a connection be read as ever from here on: nothing of it is parsed as requests any more. */
  release(socket: Duplex): void {
    const parts = this.#parts.get(socket);
    if (!parts) return;
    this.#waiting.delete(parts);
    this.#parts.delete(socket);
    parts.release();
  }

  #wait(parts: ChunkedReader): void {
    this.#waiting.add(parts);
    if (this.#passing) return;
    this.#passing = true;
    setImmediate(() => this.#pass());
  }

  #pass(): void {
    let left = CHUNKS_PER_PASS;
    for (const parts of this.#waiting) {
      if (left-- === 0) break;
      this.#waiting.delete(parts);
      parts.readChunk();
    }
    this.#passing = this.#waiting.size > 0;
    if (this.#passing) setImmediate(() => this.#pass());
  }
}

/** Node parses what comes at a socket before any stream has it, unless somebody listens to the stream. */
const readThroughStream = (socket: Duplex): void => {
  const ignore = (): void => undefined;
  socket.on('data', ignore).off('data', ignore);
};
