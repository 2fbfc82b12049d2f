import { Subject } from 'rxjs';
import type { CloseReason, Connection, InvalidLine } from '../../src/stream';

/** A connection whose lines are said, and whose writes are taken, by hand. It keeps what was written as text only. */
export class FakeConnection implements Connection {
  readonly #line$ = new Subject<string | InvalidLine>();
  readonly line$ = this.#line$.asObservable();
  closeReason: CloseReason | undefined;
  writableLength = 0;
  /** What each write held. */
  readonly writes: string[] = [];
  /** The pieces of each write, weakly. */
  readonly pieces: WeakRef<Uint8Array>[] = [];
  /** Each `pause`, as true, and each `resume`, as false. */
  readonly pauses: boolean[] = [];
  /** How often it was ended. */
  ends = 0;
  /** Whether a write says that it is full. */
  full = false;
  /** Whether it was written to while it was full: what no sink may do. */
  overrun = false;
  /** What a write throws, if anything. */
  fault: Error | undefined;
  onDrain = (): void => undefined;
  onEnd = (): void => undefined;
  onClose = (): void => undefined;
  #draining = false;

  constructor(
    readonly id: string,
    readonly remote = '192.0.2.1:1234',
  ) {}

  /** The text of its reason. */
  get cause(): string {
    return this.closeReason?.text ?? '';
  }

  get text(): string {
    return this.writes.join('');
  }

  pause(): void {
    this.pauses.push(true);
  }

  resume(): void {
    this.pauses.push(false);
  }

  write(pieces: readonly (Uint8Array | string)[]): boolean {
    if (this.fault) throw this.fault;
    this.overrun ||= this.#draining;
    this.writes.push(pieces.map((piece) => Buffer.from(piece).toString()).join(''));
    for (const piece of pieces) if (typeof piece !== 'string') this.pieces.push(new WeakRef(piece));
    this.#draining = this.full;
    return !this.full;
  }

  /** Has room again. */
  drain(): void {
    if (!this.#draining) return;
    this.#draining = false;
    this.onDrain();
  }

  end(reason: CloseReason): void {
    this.closeReason ??= reason;
    this.ends++;
  }

  destroy(reason: CloseReason): void {
    this.closeReason ??= reason;
  }

  /** Says a line, or meets a mishap. */
  say(line: string | InvalidLine): void {
    this.#line$.next(line);
  }

  /** Its client is gone. */
  vanish(): void {
    this.#line$.complete();
    this.onClose();
  }
}
