import type { Guest, Manners } from './guest';
import type { Has } from './listen';

const NEWLINE = 10;

/** The longest line, in bytes. */
const CAP = 4096;

/** Makes lines of what a connection sends, and of nothing else. */
export const cutLines = (guest: Guest, { hear, tooLong }: Manners, has: Has) => {
  let pending: Buffer = Buffer.alloc(0);
  let dropping = false;
  const tell = (bytes: Buffer) => {
    const text = bytes.toString();
    if (text.includes('\ufffd') && has('drops what is no UTF-8')) return;
    hear(guest, has('keeps carriage returns') ? text : text.replace(/\r$/, ''));
  };
  const hold = (bytes: Buffer) => {
    pending = bytes;
    if (dropping || pending.length <= CAP || has('has no cap on lines')) return;
    dropping = true;
    if (has('ends who sends too long a line')) guest.socket.destroy();
    else tooLong(guest);
  };
  const cut = (chunk: Buffer) => {
    const end = chunk.indexOf(NEWLINE);
    if (end < 0) {
      hold(Buffer.concat([pending, chunk]));
      return;
    }
    hold(Buffer.concat([pending, chunk.subarray(0, end)]));
    const line = pending;
    pending = Buffer.alloc(0);
    if (!dropping) tell(line);
    dropping = false;
    if (!has('takes the first line of a chunk')) cut(chunk.subarray(end + 1));
  };
  const take = (chunk: Buffer): void => {
    cut(has('decodes each chunk alone') ? Buffer.from(chunk.toString()) : chunk);
    if (has('takes chunks for lines') && pending.length > 0) cut(Buffer.of(NEWLINE));
  };
  const end = () => pending.length > 0 && has('says what was not ended') && tell(pending);
  return { take, end, unfinished: () => pending.length > 0 };
};
