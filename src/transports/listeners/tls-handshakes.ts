import type { Socket } from 'node:net';
import { clientNetwork } from '../../chat';
import {
  logRecord,
  MembersByAddress,
  systemClock,
  type HandshakeRejection,
  type LogRecord,
} from '../../stream';
import { noop, CLOSE_GRACE_MS } from '../close-timing';
import { remoteOf } from './listen';
import { TLS_HANDSHAKE_RECORD } from '../duplex/protocol-sniffer';

export interface PendingHandshakesOptions {
  /** The most that may be under way; beyond that one of the address with most is closed. 0 is no limit. */
  readonly max: number;
  /** How long one may take, in ms; 0 is no limit. */
  readonly timeoutMs: number;
  /** The answer to clients without TLS. */
  readonly plainTextReply: string;
  /** Goes on with a socket whose client has begun to speak TLS. */
  readonly startHandshake: (socket: Socket) => void;
  readonly log: (line: LogRecord) => void;
  /** Hears of each socket that is disconnected, for the metrics. */
  readonly onRefused: (reason: HandshakeRejection) => void;
}

/**
 * The sockets of a TLS port that are no connections yet. Each has a deadline, and there is a limit on how many there
 * are. A first byte that is no TLS gets a line in plain text; so does a client that waits for a greeting.
 */
export class PendingHandshakes {
  readonly #options: PendingHandshakesOptions;
  readonly #pending = new Map<string, PendingHandshake>();
  readonly #addresses = new MembersByAddress<PendingHandshake>();
  #lastClosed: PendingHandshake | undefined;

  constructor(options: PendingHandshakesOptions) {
    this.#options = options;
  }

  add(socket: Socket): void {
    const { timeoutMs } = this.#options;
    const cancel = timeoutMs === 0 ? noop : systemClock.setTimeout(() => this.#timeout(pending), timeoutMs);
    const onClose = () => this.#closed(pending);
    const onEnd = () => this.#ended(pending);
    const unwatch = () => void socket.off('close', onClose).off('end', onEnd);
    const pending: PendingHandshake = {
      key: keyOf(socket),
      socket,
      remote: remoteOf(socket),
      cancel,
      unwatch,
      stage: 'silent',
    };
    this.#pending.set(pending.key, pending);
    this.#addresses.add(handshakeNetwork(pending), pending);
    socket.on('error', noop).on('close', onClose).on('end', onEnd);
    socket.once('data', (first: Buffer) => this.#begin(pending, first));
    this.#enforceLimit(pending);
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

  #begin(pending: PendingHandshake, first: Buffer): void {
    const { socket } = pending;
    if (first[0] !== TLS_HANDSHAKE_RECORD) return this.#rejectPlainText(pending);
    pending.stage = 'handshaking';
    socket.pause();
    socket.unshift(first);
    this.#options.startHandshake(socket);
  }

  #timeout(pending: PendingHandshake): void {
    if (pending.stage === 'silent') return this.#rejectPlainText(pending);
    this.#fail(pending, 'timeout', 'handshake-timeout');
    this.#drop(pending);
  }

  /** Further input is read and dropped, because a reset would discard the line. */
  #rejectPlainText(pending: PendingHandshake): void {
    const { socket, remote } = pending;
    pending.cancel();
    pending.cancel = systemClock.setTimeout(() => this.#drop(pending), CLOSE_GRACE_MS);
    pending.stage = 'closed';
    this.#options.log(logRecord('plain-text-on-tls', { remote }));
    this.#options.onRefused('plain-text');
    socket.removeAllListeners('data').resume().end(this.#options.plainTextReply);
  }

  #enforceLimit(newcomer: PendingHandshake): void {
    const { max } = this.#options;
    if (max === 0 || this.#pending.size <= max) return;
    const gone =
      this.#addresses.oldestOfSoleAddress() ??
      this.#addresses.newestOfLargestAddress(handshakeNetwork(newcomer));
    if (!gone) return;
    this.#fail(gone, 'too many handshakes', 'max-handshakes');
    this.#drop(gone);
  }

  #fail(pending: PendingHandshake, cause: string, reason: HandshakeRejection = 'handshake'): void {
    if (pending.stage === 'closed') return;
    pending.stage = 'closed';
    this.#options.log(logRecord('tls-handshake-failed', { remote: pending.remote, cause, code: reason }));
    this.#options.onRefused(reason);
  }

  #drop(pending: PendingHandshake): void {
    pending.stage = 'closed';
    this.#forget(pending);
    pending.socket.destroy();
  }

  #ended(pending: PendingHandshake): void {
    if (pending.stage === 'silent') this.#drop(pending);
  }

  #closed(pending: PendingHandshake): void {
    this.#lastClosed = pending;
    this.#forget(pending);
  }

  #forget(pending: PendingHandshake): void {
    pending.cancel();
    this.#pending.delete(pending.key);
    this.#addresses.remove(handshakeNetwork(pending), pending);
  }
}

interface PendingHandshake {
  readonly key: string;
  readonly socket: Socket;
  readonly remote: string;
  /** Nothing happens any more when its time is up. */
  cancel: () => void;
  readonly unwatch: () => void;
  /** Whether it has said nothing yet, speaks TLS, or is on its way out. */
  stage: 'silent' | 'handshaking' | 'closed';
}

/** Where it comes from: an IPv4 address, or the /64 of an IPv6 address. */
const handshakeNetwork = ({ remote }: PendingHandshake): string => clientNetwork(remote) ?? remote;

/** Tells a TCP connection from all others that are open; the TLS stream over a socket has the same. */
const keyOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(' ');
