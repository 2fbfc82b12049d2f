import type { Overrun } from '../../stream';

/** A line may go on for so many times the cap, while it is thrown away, and for so many bytes in any case. */
const TIMES = 16;
const LEAST = 65_536;

/** The same where lines have no cap: they are kept, not thrown away. So often the greatest cap of the command. */
export const NO_CAP = TIMES * 1_048_576;

/** How many bytes may come without a newline before their connection is ended. */
export const mostWithoutNewline = (maxLine: number): number =>
  maxLine === 0 ? NO_CAP : Math.max(LEAST, TIMES * maxLine);

export const endlessLine = (most: number): Overrun => ({
  kind: 'overrun',
  code: 'endless-line',
  text: `a line without an end: ${most} bytes at most`,
});
