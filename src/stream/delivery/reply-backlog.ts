import type { Clock } from '../contracts/clock';

/** A retained value, and its bytes; several clients may retain the same. */
export type RetainedReply = readonly [what: object, bytes: number];

/** A client with unread answers. */
export interface ReplyHolder {
  /** Where it comes from; undefined within this machine. */
  readonly address: string | undefined;
  retained(): Iterable<RetainedReply>;
  /** Is let go. */
  disconnectSlow(): void;
}

export interface ReplyBacklogOptions {
  /** Bytes that all of them may keep together; 0 is no limit. */
  readonly answersTotal: number;
  readonly clock: Clock;
}

/**
 * The unread answers and private messages of all clients together.
 *
 * Beyond the limit, the server disconnects the client with most bytes, of the address with most bytes. So a client that reads is safe: it
 * keeps little. A shared value counts once, and messages of the room histories do not count.
 */
export class ReplyBacklog {
  readonly #options: ReplyBacklogOptions;
  readonly #live: () => Iterable<object>;
  readonly #holders = new Map<ReplyHolder, number>();
  /** As if nothing was shared. */
  #bytes = 0;
  #checkScheduled: (() => void) | undefined;

  /** `live` tells what is there whether a client keeps it or not. */
  constructor(options: ReplyBacklogOptions, live: () => Iterable<object>) {
    this.#options = options;
    this.#live = live;
  }

  /** A client keeps so many bytes now. */
  setRetained(holder: ReplyHolder, bytes: number): void {
    this.#bytes += bytes - (this.#holders.get(holder) ?? 0);
    if (bytes > 0) this.#holders.set(holder, bytes);
    else this.#holders.delete(holder);
    const { answersTotal, clock } = this.#options;
    if (answersTotal > 0 && this.#bytes > answersTotal)
      this.#checkScheduled ??= clock.setImmediate(() => this.#relieve());
  }

  close(): void {
    this.#checkScheduled?.();
  }

  /** Disconnects the clients with most bytes, until the rest fits. */
  #relieve(): void {
    this.#checkScheduled = undefined;
    const users = new Map<object, number>();
    const live = new Set(this.#live());
    let bytes = 0;
    for (const holder of this.#holders.keys())
      for (const [what, size] of holder.retained()) {
        if (!users.has(what) && !live.has(what)) bytes += size;
        users.set(what, (users.get(what) ?? 0) + 1);
      }
    while (bytes > this.#options.answersTotal) {
      const most = this.#largestAddress();
      if (!most) return;
      for (const [what, size] of most.retained()) {
        const rest = (users.get(what) ?? 1) - 1;
        users.set(what, rest);
        if (rest === 0 && !live.has(what)) bytes -= size;
      }
      most.disconnectSlow();
      this.setRetained(most, 0);
    }
  }

  /** Of the address that keeps most, the client that does. */
  #largestAddress(): ReplyHolder | undefined {
    const addresses = new Map<string | undefined, { bytes: number; most: ReplyHolder; its: number }>();
    for (const [holder, bytes] of this.#holders) {
      const known = addresses.get(holder.address) ?? { bytes: 0, most: holder, its: 0 };
      known.bytes += bytes;
      if (bytes > known.its) [known.most, known.its] = [holder, bytes];
      addresses.set(holder.address, known);
    }
    let found: { readonly bytes: number; readonly most: ReplyHolder } | undefined;
    for (const each of addresses.values()) if (!found || each.bytes > found.bytes) found = each;
    return found?.most;
  }
}
