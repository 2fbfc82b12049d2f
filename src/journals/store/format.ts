import { crc32 } from 'node:zlib';
import { decode, encode } from './row-codec';

/** The format of the rows. A file of a higher one is of a newer rx-chat. 2: rows have checksums. 3: other names (`old-rows.ts`). */
export const FORMAT_VERSION = 3;

/** The description in a file. It is JSON in every format, so that an older rx-chat can tell that it is newer. */
export interface Format {
  readonly format: number;
  /** The id of the log. */
  readonly log: string;
  /** The last batch that was kept without checksums, by an rx-chat of format 1. */
  readonly plain?: number;
}

const textOf = ({ format, log, plain }: Format): string => JSON.stringify({ format, log, plain });

export const encodeFormat = (format: Format): Buffer => encode({ ...format, sum: crc32(textOf(format)) });

/** The description in a file; undefined if it is invalid. */
export const decodeFormat = (row: Uint8Array): Format | undefined => {
  const found = decode(row) as Partial<Format & { readonly sum: number }> | null;
  if (typeof found?.log !== 'string' || typeof found.format !== 'number') return undefined;
  const { format, log, plain, sum } = found;
  const read = { format, log, ...(plain !== undefined && { plain }) };
  const isOurs = Number.isInteger(format) && format >= 1 && format <= FORMAT_VERSION;
  return format > FORMAT_VERSION || (isOurs && (format === 1 || sum === crc32(textOf(read))))
    ? read
    : undefined;
};
