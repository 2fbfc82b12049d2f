import type { Clock } from '../contracts/clock';
import { Timer } from '../flow/timer';
import type { RoomOutput } from './room-output';

export interface LagMonitorOptions {
  /** The limit of all tapes together for slow clients, in bytes; 0 is no limit. */
  readonly tapeTotal: number;
  readonly clock: Clock;
}

/** How often rooms with slow clients are checked, in ms. */
const LAG_CHECK_MS = 1000;

/** Checks rooms with slow clients: after each turn of the room, and every second, for a client that stalls makes no turn. */
export class LagMonitor {
  readonly #tapeTotal: number;
  readonly #timer: Timer;
  readonly #laggingRooms = new Set<RoomOutput>();

  constructor({ tapeTotal, clock }: LagMonitorOptions) {
    this.#tapeTotal = tapeTotal;
    this.#timer = new Timer(clock);
  }

  check(rooms: Iterable<RoomOutput>): void {
    for (const room of rooms) {
      room.evaluate();
      if (room.backpressure.laggingReaders.size > 0) this.#laggingRooms.add(room);
    }
    for (const room of this.#laggingRooms)
      if (room.backpressure.laggingReaders.size === 0) this.#laggingRooms.delete(room);
    if (this.#laggingRooms.size === 0) return;
    this.#limitTapes();
    if (!this.#timer.pending) this.#timer.start(LAG_CHECK_MS, () => this.check([...this.#laggingRooms]));
  }

  /** A room is gone. */
  remove(room: RoomOutput): void {
    this.#laggingRooms.delete(room);
  }

  close(): void {
    this.#timer.clear();
  }

  /** Skips the furthest client of all forward, while what is kept passes the limit. */
  #limitTapes(): void {
    if (this.#tapeTotal === 0) return;
    let kept = 0;
    for (const room of this.#laggingRooms) kept += room.retainedBytes;
    while (kept > this.#tapeTotal) {
      const [furthest] = [...this.#laggingRooms].sort((a, b) => b.retainedBytes - a.retainedBytes);
      if (!furthest || furthest.retainedBytes === 0) return;
      kept -= furthest.retainedBytes;
      furthest.backpressure.skipFurthest();
      kept += furthest.retainedBytes;
    }
  }
}
