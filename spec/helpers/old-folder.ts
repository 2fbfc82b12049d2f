import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database } from 'lmdb';
import { encodeFormat } from '../../src/journals/store/format';
import { addChecksum, type RowKeyParts, type Table } from '../../src/journals/store/row-checksums';
import { filesOf } from '../../src/journals/store/store';

/** The rows that a server of format 2 has left of `oldLife`, as JSON. */
type Rows = Readonly<
  Record<Table | '', readonly (readonly [key: number | string | RowKeyParts, value: object | number])[]>
>;

const rows = JSON.parse(readFileSync(join(__dirname, '../journals/store/format-2.json'), 'utf8')) as Rows;

/** Format 1 has no clock of the log. */
const olderState = (value: object | number): object | number =>
  typeof value === 'object' && 'clock' in value ? { ...value, clock: undefined } : value;

/** Makes a folder as an older rx-chat has left it. */
export const makeOldFolder = async (folder: string, format: 1 | 2): Promise<void> => {
  mkdirSync(folder);
  const root = open<Buffer, string>({
    path: filesOf(folder).data,
    noSubdir: true,
    encoding: 'binary',
    maxDbs: 8,
  });
  const put = (
    database: Database<Buffer, never>,
    table: Table,
    key: string | number | RowKeyParts,
    value: unknown,
  ) => {
    const json = Buffer.from(JSON.stringify(value));
    const parts = [key].flat();
    database.putSync(
      key as never,
      format === 1 ? json : addChecksum(table, table === 'count' ? [] : parts, json),
    );
  };
  for (const table of ['batches', 'index', 'states', 'deleted'] as const) {
    const database = root.openDB<Buffer, never>(table, { encoding: 'binary' });
    for (const [key, value] of rows[table])
      put(database, table, key, format === 1 ? olderState(value) : value);
  }
  for (const [key, value] of rows['']) if (key === 'count') put(root as never, 'count', key, value);
  const said = { format, log: 'the-log' };
  root.putSync('format', format === 1 ? Buffer.from(JSON.stringify(said)) : encodeFormat(said));
  await root.flushed;
  await root.close();
};
