import { connect, type Socket } from 'node:net';
import { LoadReader } from './load-reader';

/** Node reads a socket in chunks of so many bytes. */
const CHUNK = 65_536;

/** Each chunk is looked at before the next one is read, by whomever: a buffer for each would be most of the work. */
const SHARED = Buffer.alloc(CHUNK);

/**
 * One of a crowd. It reads a chunk a pass of the event loop: one process reads for all of them, and left to itself it
 * takes 2 MiB at once from whoever has that much, which makes slow readers of the others.
 */
export class Member {
  readonly name: string;
  readonly socket: Socket;
  readonly reader = new LoadReader();
  #reading = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(port: number, name: string) {
    this.name = name;
    this.socket = connect({
      ...{ port, host: '127.0.0.1', noDelay: true },
      onread: { buffer: SHARED, callback: (bytes, buffer) => this.#take(buffer.subarray(0, bytes)) },
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => clearInterval(this.#timer));
    this.socket.write(`${name}\n`);
  }

  stop(): void {
    this.#reading = false;
    this.socket.pause();
  }

  /** Reads at most so many bytes a second. */
  sip(bytesPerSecond: number): void {
    this.stop();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.socket.resume(), (CHUNK / bytesPerSecond) * 1000);
  }

  /** Reads as fast as it can. */
  goOn(): void {
    clearInterval(this.#timer);
    this.#reading = true;
    this.socket.resume();
  }

  /** False: no more for now. */
  #take(chunk: Uint8Array): boolean {
    this.reader.take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    if (this.#reading) setImmediate(() => this.#reading && this.socket.resume());
    return false;
  }
}
