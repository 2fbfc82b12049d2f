import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';

const TIME = /^\[(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\]/;

/** Time zones differ by at most 14 hours from UTC; a day is more. */
const DAY = 86_400_000;

/** A line must begin with a time of today, whatever the server's time zone. */
export const assertToday = ({ role }: Client, line: string): void => {
  const [, ...parts] = TIME.exec(line) ?? [];
  const [year = 0, month = 0, day, hour, minute, second] = parts.map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  if (parts.length === 6 && Math.abs(at - Date.now()) <= DAY) return;
  throw new Failed(
    `${role}: a line that begins with today's time, as [YYYY-MM-DD HH:MM:SS]`,
    `${role}: ${quote(line)}`,
  );
};
