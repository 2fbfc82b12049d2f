import { replace, type Lines } from './timeline';

/** What a mark says where lines are missing for good. */
export const FORGOTTEN = 'Messages are missing here: the server no longer remembers them.';
export const UNFETCHED = 'Messages may be missing here: the connection was lost while they were fetched.';

/** Has a mark say something else. */
export const reword = (lines: Lines, key: string, text: string): Lines =>
  replace(
    lines,
    (item) => item.key === key,
    ({ at, epoch, seq }) => ({ kind: 'gap', key, at, epoch, seq, text }),
  );
