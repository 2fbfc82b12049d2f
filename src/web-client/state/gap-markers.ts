import { replace, type Timeline } from './timeline';

/** The text of a marker for lines that stay missing. */
export const FORGOTTEN_TEXT = 'Messages are missing here: the server no longer remembers them.';
export const UNFETCHED_TEXT =
  'Messages may be missing here: the connection was lost while they were fetched.';

/** Has a mark say something else. */
export const setText = (lines: Timeline, key: string, text: string): Timeline =>
  replace(
    lines,
    (item) => item.key === key,
    ({ at, epoch, seq }) => ({ kind: 'gap', key, at, epoch, seq, text }),
  );
