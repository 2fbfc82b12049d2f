import * as lmdb from 'lmdb';

/** A key of a row: a seq, a name, or several of them. */
export type RowKey = number | string | readonly (number | string)[];

/** An export of the package without a declaration. */
interface KeyCodec {
  readonly keyValueToBuffer: (key: RowKey) => Buffer;
  readonly bufferToKeyValue: (bytes: Buffer) => number | string | (number | string)[];
}

const { keyValueToBuffer, bufferToKeyValue } = lmdb as unknown as KeyCodec;

/** The bytes that LMDB has for a key. Copied: those of the package are used again for the next. */
export const encodeKey = (key: RowKey): Buffer => Buffer.from(keyValueToBuffer(key));

/** The parts of a key: one that has a single part is kept as that part. */
export const decodeKey = (bytes: Buffer): readonly (number | string)[] => {
  const key = bufferToKeyValue(bytes);
  return Array.isArray(key) ? key : [key];
};
