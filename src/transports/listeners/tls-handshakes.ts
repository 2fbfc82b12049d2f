import type { Socket } from 'node:net';
import { addressOf } from '../../chat';
import { HeadCount, systemClock, type HandshakeRefusal, type LogLine } from '../../stream';
import { ignore, LINGER } from '../close-timing';
import { remoteOf } from './listen';
import { HANDSHAKE } from '../duplex/protocol-sniffer';

export interface HandshakesOptions {
  /** The most that may be under way; beyond it one of the address that has most is let go, as of the unnamed. */
  readonly max: number;
  /** How long one may take, in ms. */
  readonly within: number;
  /** What those are told who don't speak TLS. */
  readonly plain: string;
  /** Goes on with a socket whose client has begun to speak TLS. */
  readonly shake: (socket: Socket) => void;
  readonly log: (line: LogLine) => void;
  /** Hears of each socket that is let go, for the metrics. */
  readonly onRefused: (reason: HandshakeRefusal) => void;
}

/**
 * The sockets of a TLS port that are no connections yet. Each has a deadline, and there is a bound on how many there
 * are. A first byte that is no TLS gets a line in plain text; so does a client that waits for a greeting.
 */
export class Handshakes {
  readonly #options: HandshakesOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #addresses = new HeadCount<Pending>();
  #lastClosed: Pending | undefined;

  constructor(options: HandshakesOptions) {
    this.#options = options;
  }

  add(socket: Socket): void {
    const cancel = systemClock.setTimeout(() => this.#late(pending), this.#options.within);
    const onClose = () => this.#closed(pending);
    const onEnd = () => this.#ended(pending);
    const unwatch = () => void socket.off('close', onClose).off('end', onEnd);
    const pending: Pending = {
      key: keyOf(socket),
      socket,
      remote: remoteOf(socket),
      cancel,
      unwatch,
      stage: 'silent',
    };
    this.#pending.set(pending.key, pending);
    this.#addresses.add(networkOf(pending), pending);
    socket.on('error', ignore).on('close', onClose).on('end', onEnd);
    socket.once('data', (first: Buffer) => this.#begin(pending, first));
    this.#bound(pending);
  }

  /** Its handshake is done. Gives the remote of the socket, if it still was one of these. */
  done(socket: Socket): string | undefined {
    const pending = this.#pending.get(keyOf(socket));
    if (!pending) return undefined;
    this.#forget(pending);
    pending.unwatch();
    return pending.remote;
  }

  /** Its handshake has failed. */
  failed(socket: Socket, cause: string): void {
    // A certificate that is refused is told of right behind the close of its socket, whose address is gone by then.
    const pending = this.#pending.get(keyOf(socket)) ?? this.#lastClosed;
    if (pending) this.#fail(pending, cause);
  }

  close(): void {
    for (const pending of [...this.#pending.values()]) this.#drop(pending);
  }

  #begin(pending: Pending, first: Buffer): void {
    const { socket } = pending;
    if (first[0] !== HANDSHAKE) return this.#turnAway(pending);
    pending.stage = 'shaking';
    socket.pause();
    socket.unshift(first);
    this.#options.shake(socket);
  }

  #late(pending: Pending): void {
    if (pending.stage === 'silent') return this.#turnAway(pending);
    this.#fail(pending, 'timeout', 'handshake-timeout');
    this.#drop(pending);
  }

  /** What it still sends is read and dropped, for a reset would take the line away from it. */
  #turnAway(pending: Pending): void {
    const { socket, remote } = pending;
    pending.cancel();
    pending.cancel = systemClock.setTimeout(() => this.#drop(pending), LINGER);
    pending.stage = 'out';
    this.#options.log({ level: 'warn', message: 'client speaks plain text on a TLS port', remote });
    this.#options.onRefused('plain-text');
    socket.removeAllListeners('data').resume().end(this.#options.plain);
  }

  #bound(newcomer: Pending): void {
    if (this.#pending.size <= this.#options.max) return;
    const gone = this.#addresses.oldestOfOne() ?? this.#addresses.newestOfMost(networkOf(newcomer));
    if (!gone) return;
    this.#fail(gone, 'too many handshakes', 'max-handshakes');
    this.#drop(gone);
  }

  #fail(pending: Pending, cause: string, reason: HandshakeRefusal = 'handshake'): void {
    if (pending.stage === 'out') return;
    pending.stage = 'out';
    this.#options.log({ level: 'warn', message: 'TLS handshake failed', remote: pending.remote, cause });
    this.#options.onRefused(reason);
  }

  #drop(pending: Pending): void {
    pending.stage = 'out';
    this.#forget(pending);
    pending.socket.destroy();
  }

  #ended(pending: Pending): void {
    if (pending.stage === 'silent') this.#drop(pending);
  }

  #closed(pending: Pending): void {
    this.#lastClosed = pending;
    this.#forget(pending);
  }

  #forget(pending: Pending): void {
    pending.cancel();
    this.#pending.delete(pending.key);
    this.#addresses.remove(networkOf(pending), pending);
  }
}

interface Pending {
  readonly key: string;
  readonly socket: Socket;
  readonly remote: string;
  /** Nothing happens any more when its time is up. */
  cancel: () => void;
  readonly unwatch: () => void;
  /** Whether it has said nothing yet, speaks TLS, or is on its way out. */
  stage: 'silent' | 'shaking' | 'out';
}

/** Where it comes from: an IPv4 address, or the /64 of an IPv6 address. */
const networkOf = ({ remote }: Pending): string => addressOf(remote) ?? remote;

/** Tells a TCP connection from all others that are open; the TLS stream over a socket has the same. */
const keyOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(' ');
