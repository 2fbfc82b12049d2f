import type { Duplex } from 'node:stream';

/** How much of what a connection has sent is read at once, in bytes. */
const CHUNK_BYTES = 1024;

/**
 * Passes the input of a connection to its reader part by part, each in its turn. A stream is asked for more by `_read`,
 * and gives it by `push`. This class replaces both methods of the socket, which stays the same object.
 */
export class ChunkedReader {
  readonly #socket: Duplex;
  readonly #push: Duplex['push'];
  readonly #read: Duplex['_read'];
  readonly #wait: () => void;
  /** The pending input; `null` is the end. */
  readonly #rest: (Buffer | null)[] = [];

  /** `wait` is called whenever there is a part, and a reader for it. */
  constructor(socket: Duplex, wait: () => void) {
    this.#socket = socket;
    this.#push = socket.push.bind(socket);
    this.#read = socket._read.bind(socket);
    this.#wait = wait;
    socket.push = (chunk: Buffer | null) => {
      this.#rest.push(chunk);
      this.#onRead();
      return false;
    };
    socket._read = (size) => (this.#rest.length > 0 ? this.#onRead() : this.#read(size));
    socket.on('resume', this.#onRead);
  }

  /** Its turn has come. */
  readChunk(): void {
    const [first] = this.#rest;
    if (first === undefined || this.#socket.destroyed || this.#socket.isPaused()) return;
    if (first === null || first.length <= CHUNK_BYTES) this.#rest.shift();
    else this.#rest[0] = first.subarray(CHUNK_BYTES);
    this.#push(first?.subarray(0, CHUNK_BYTES) ?? null);
  }

  /** The stream is as it was, with all that has come. */
  release(): void {
    const socket = this.#socket;
    socket.off('resume', this.#onRead);
    socket.push = this.#push;
    socket._read = this.#read;
    for (const chunk of this.#rest.splice(0)) socket.push(chunk);
  }

  readonly #onRead = (): void => {
    if (this.#rest.length > 0 && !this.#socket.isPaused()) this.#wait();
  };
}
