import { ChatError } from '../../chat';
import type { MetaPage } from './meta-page';
import { PageFile } from './page-file';
import { PageSnapshot } from './page-snapshot';

/** How long it is tried to read the same before it is given up, in ms. */
const READ_TIMEOUT_MS = 30_000;
/** How long a meta page may be half written, in ms: the kernel copies 136 bytes. */
const META_WRITE_TIMEOUT_MS = 1000;

export interface PageReaderOptions {
  /** Hears of each time that something is read again. */
  readonly onRetry?: () => void;
  readonly now?: () => number;
}

type ReadOutcome<T> = { readonly value: T } | { readonly error: unknown };

const tryRead = <T>(work: () => T): ReadOutcome<T> => {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
};

const valueOf = <T>(outcome: ReadOutcome<T>): T => {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
};

/**
 * Reads a database of LMDB's beside the process that writes to it. It writes nothing, not even to the table of readers,
 * so nothing keeps the writer from using pages again. Instead it looks afterwards whether what it read was still whole.
 *
 * Transaction N writes to pages that N - 2 or an earlier one gave up (mdb_page_alloc, mdb_find_oldest of LMDB 3.5). The
 * pages of transaction S are given up by S + 1 at the earliest, and so written to by S + 3 at the earliest. That one begins
 * when S + 2 is on disk. So as long as the newest is S or S + 1, all pages of S are as S has left them.
 */
export class PageReader {
  readonly #path: string;
  readonly #file: PageFile;
  readonly #onAgain: () => void;
  readonly #now: () => number;
  #snapshot: PageSnapshot | undefined;

  constructor(
    path: string,
    { onRetry: onRetry = () => undefined, now = () => performance.now() }: PageReaderOptions = {},
  ) {
    this.#path = path;
    this.#file = PageFile.open(path);
    this.#onAgain = onRetry;
    this.#now = now;
  }

  /** The result of `work` on the file as of one transaction. It is called again if that has gone meanwhile, so it only reads. */
  read<T>(work: (snapshot: PageSnapshot) => T): T {
    return this.#until((snapshot) => ({
      outcome: tryRead(() => work(snapshot)),
      holds: this.#isUnchanged(snapshot),
    }));
  }

  /** The same, tried three times; undefined if it is written to meanwhile. */
  tryReadUnchanged<T>(work: (snapshot: PageSnapshot) => T): T | undefined {
    for (let left = 3; left > 0; left--) {
      const snapshot = this.#newest(this.#now() + READ_TIMEOUT_MS);
      const outcome = tryRead(() => work(snapshot));
      if (this.#isUnchanged(snapshot)) return valueOf(outcome);
      this.#snapshot = undefined;
    }
    return undefined;
  }

  /** The same of one tree, however long that takes: that the tree has not changed is enough. */
  readTree<T>(name: string, work: (snapshot: PageSnapshot) => T): T {
    return this.#until((snapshot) => {
      const before = tryRead(() => snapshot.identity(name));
      const outcome = tryRead(() => work(snapshot));
      if (this.#isUnchanged(snapshot)) return { outcome, holds: true };
      this.#snapshot = undefined;
      return { outcome, holds: 'value' in before && this.read((now) => now.identity(name)) === before.value };
    });
  }

  close(): void {
    this.#file.close();
  }

  #until<T>(attempt: (snapshot: PageSnapshot) => { outcome: ReadOutcome<T>; holds: boolean }): T {
    const end = this.#now() + READ_TIMEOUT_MS;
    for (;;) {
      const { outcome, holds } = attempt(this.#newest(end));
      if (holds) return valueOf(outcome);
      this.#retry(end);
    }
  }

  #newest(end: number): PageSnapshot {
    const began = this.#now();
    for (;;) {
      const meta = this.#file.newest();
      if (this.#snapshot?.transaction === meta.transaction) return this.#snapshot;
      const outcome = tryRead(() => new PageSnapshot(this.#file, meta));
      if (this.#isUnchanged(meta) && this.#isSettled(outcome, meta, began)) {
        if ('error' in outcome) throw outcome.error;
        return (this.#snapshot = outcome.value);
      }
      this.#retry(end);
    }
  }

  /**
   * Whether a meta page is whole. It may be read while it is written: then its root is of another transaction than it
   * says. One that stays so is of a file that something else than a transaction has made.
   */
  #isSettled(outcome: ReadOutcome<PageSnapshot>, { transaction }: MetaPage, began: number): boolean {
    if ('value' in outcome && outcome.value.written === transaction) return true;
    return this.#now() - began > META_WRITE_TIMEOUT_MS;
  }

  /** Whether all pages of a transaction are as it has left them. */
  #isUnchanged({ transaction }: { readonly transaction: number }): boolean {
    return this.#file.newest().transaction <= transaction + 1;
  }

  #retry(end: number): void {
    this.#snapshot = undefined;
    this.#onAgain();
    if (this.#now() > end)
      throw new ChatError(
        'RX_CHAT_DATA',
        `${this.#path} is written to faster than it can be read here: try again when less is said`,
      );
  }
}
