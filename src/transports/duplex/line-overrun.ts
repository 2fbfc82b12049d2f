import type { InputOverrun } from '../../stream';
import { MAX_LINE_LIMIT_BYTES } from '../defaults';

/** A line may go on for so many times the limit, while it is thrown away, and for so many bytes in any case. */
const MAX_OVERRUN_FACTOR = 16;
const MIN_OVERRUN_BYTES = 65_536;

/** The same where lines have no limit: they are kept, not thrown away. So often the greatest cap of the command. */
export const MAX_UNLIMITED_LINE_BYTES = MAX_OVERRUN_FACTOR * MAX_LINE_LIMIT_BYTES;

/** How many bytes may come without a newline before their connection is ended. */
export const maxBytesWithoutNewline = (maxLine: number): number =>
  maxLine === 0 ? MAX_UNLIMITED_LINE_BYTES : Math.max(MIN_OVERRUN_BYTES, MAX_OVERRUN_FACTOR * maxLine);

export const lineOverrun = (most: number): InputOverrun => ({
  kind: 'overrun',
  code: 'endless-line',
  text: `a line without an end: ${most} bytes at most`,
});
