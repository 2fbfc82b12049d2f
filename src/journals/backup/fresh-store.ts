import { randomUUID } from 'node:crypto';
import { open, type Database, type RootDatabase } from 'lmdb';
import { encodeFormat, FORMAT_VERSION } from '../store/format';
import { DiskSpace } from '../store/disk-space';
import { restrictToOwner } from '../store/owner-only';
import type { Row } from '../store/row-codec';
import { addChecksum, type RowKeyParts, type Table } from '../store/row-checksums';
import { filesOf, options } from '../store/store';

type Key = string | number | (string | number)[];

/** How many bytes of rows one transaction writes, about. */
const WRITE_BATCH_BYTES = 1024 * 1024;
/** Bytes that stay free on the disk: a server that persists its chat there ends when the disk is full. */
export const RESERVE_BYTES = 16 * 1024 * 1024;

/**
 * A store that nobody else has yet, to be filled at once. Its transactions don't wait for the disk: whoever has filled it
 * syncs the file, and only then puts it where somebody finds it. It is a log of its own, by an id of its own.
 */
export class FreshStore {
  readonly #space: DiskSpace;
  readonly #root: RootDatabase<Buffer, Key>;
  readonly #tables: Readonly<Record<Table, Database<Buffer, Key>>>;
  #rows: { readonly table: Table; readonly key: Key; readonly row: Buffer }[] = [];
  #bytes = 0;

  constructor(folder: string) {
    const { data } = filesOf(folder);
    this.#space = new DiskSpace(folder, RESERVE_BYTES);
    this.#root = open<Buffer, Key>({ ...options, path: data, noSubdir: true, noSync: true });
    restrictToOwner(data);
    restrictToOwner(`${data}-lock`);
    this.#root.putSync('format', encodeFormat({ format: FORMAT_VERSION, log: randomUUID() }));
    const table = (name: Table) => this.#root.openDB<Buffer, Key>(name, options);
    this.#tables = {
      batches: table('batches'),
      index: table('index'),
      states: table('states'),
      deleted: table('deleted'),
      count: this.#root,
    };
  }

  put(table: Table, { key, value }: Row): void {
    if (!value) return;
    const row = addChecksum(table, key, value);
    this.#rows.push({ table, key: rowName(table, key), row });
    this.#bytes += row.length;
    if (this.#bytes >= WRITE_BATCH_BYTES) this.flush();
  }

  /** Writes what was put. */
  flush(): void {
    // LMDB is not to find out by itself: see `DiskSpace`.
    if (!this.#space.tryReserve(this.#bytes)) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const rows = this.#rows;
    [this.#rows, this.#bytes] = [[], 0];
    this.#root.transactionSync(() => {
      for (const { table, key, row } of rows) this.#tables[table].putSync(key, row);
    });
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}

const rowName = (table: Table, key: RowKeyParts): Key => {
  if (table === 'count') return 'count';
  return table === 'batches' ? (key[0] ?? 0) : [...key];
};
