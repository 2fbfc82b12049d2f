import { crc32 } from 'node:zlib';
import { cleanText } from '../../chat';
import { encodeKey } from '../lmdb/row-key';

/** Where a row is kept. `count` is a single one. */
export type Table = 'batches' | 'index' | 'states' | 'deleted' | 'count';
export type RowKeyParts = readonly (string | number)[];

/** The first byte of a row with a checksum, which follows it: no JSON begins with that byte. */
const CHECKSUM_MARK = 0x01;
const CHECKSUM_HEADER_BYTES = 5;

const CHECKSUM_SEEDS = new Map<Table, number>(
  (['batches', 'index', 'states', 'deleted', 'count'] as const).map((table) => [table, crc32(table)]),
);

/** A row that is not what was written. */
export class RowError extends Error {
  /** Which row it is. */
  readonly where: string;

  constructor(table: Table, key: RowKeyParts, what: string) {
    super(what);
    this.where = cleanText(rowLabel(table, key));
  }
}

const rowLabel = (table: Table, [first, second]: RowKeyParts): string => {
  switch (table) {
    case 'batches':
      return `the batch of entry ${first ?? '?'}`;
    case 'index':
      return `the index of room ${first ?? '?'} at entry ${second ?? '?'}`;
    case 'states':
      return first === 'head' ? 'the newest state' : 'the state before the oldest entry';
    case 'deleted':
      return 'what is deleted';
    case 'count':
      return 'the number of messages';
  }
};

/** The checksum of a row is of where it is, too: a row that has come to stand elsewhere is damaged. */
const checksum = (table: Table, key: RowKeyParts, json: Uint8Array): number => {
  const bytes = encodeKey(table === 'batches' ? (key[0] ?? 0) : key);
  return crc32(json, crc32(bytes, CHECKSUM_SEEDS.get(table)));
};

/** A row as it is kept: JSON behind its checksum. */
export const addChecksum = (table: Table, key: RowKeyParts, json: Buffer): Buffer => {
  const row = Buffer.allocUnsafe(CHECKSUM_HEADER_BYTES + json.length);
  row[0] = CHECKSUM_MARK;
  row.writeUInt32LE(checksum(table, key, json), 1);
  json.copy(row, CHECKSUM_HEADER_BYTES);
  return row;
};

/** Reads the rows of a file, some of which may be of a time before there were checksums. */
export class ChecksumReader {
  readonly #format: { readonly format: number; readonly plain?: number };

  /** `plain` is the last batch that was kept without checksums. */
  constructor(format: { readonly format: number; readonly plain?: number }) {
    this.#format = format;
  }

  /** The JSON of a row. Throws a `RowError` if it is not what was written. */
  verify(table: Table, key: RowKeyParts, row: Uint8Array): Uint8Array {
    if (this.#isPlain(table, key)) return row;
    if (row[0] !== CHECKSUM_MARK || row.length < CHECKSUM_HEADER_BYTES)
      throw new RowError(table, key, 'it has no checksum');
    const json = row.subarray(CHECKSUM_HEADER_BYTES);
    const sum = new DataView(row.buffer, row.byteOffset).getUint32(1, true);
    if (sum !== checksum(table, key, json)) throw new RowError(table, key, 'its checksum is wrong');
    return json;
  }

  /** Batches and their index are written once; all else was written again when the file got checksums. */
  #isPlain(table: Table, key: RowKeyParts): boolean {
    const { format, plain = -1 } = this.#format;
    if (format === 1) return true;
    const seq = table === 'batches' ? key[0] : table === 'index' ? key[1] : Infinity;
    return Number(seq) <= plain;
  }
}
