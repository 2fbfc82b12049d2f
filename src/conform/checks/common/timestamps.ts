import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';

/** The time of a line, as a part of a pattern; its numbers are groups. */
const TIME_GROUPS = '\\[(\\d{4})-(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)\\]';

/** The same without groups. */
export const TIME = TIME_GROUPS.replace(/[()]/g, '');

const LEADING_TIME = new RegExp(`^${TIME_GROUPS}`);

/** Time zones differ by at most 14 hours from UTC; a day is more. */
const DAY = 86_400_000;

/** A line must begin with a time of today, whatever the server's time zone. */
export const assertToday = ({ role }: Client, line: string): void => {
  const [, ...parts] = LEADING_TIME.exec(line) ?? [];
  const [year = 0, month = 0, day, hour, minute, second] = parts.map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  if (parts.length === 6 && Math.abs(at - Date.now()) <= DAY) return;
  throw new Failed(
    `${role}: a line that begins with today's time, as [YYYY-MM-DD HH:MM:SS]`,
    `${role}: ${quote(line)}`,
  );
};

/** A line must be a time of today and then exactly this. */
export const assertMessageFormat = (client: Client, line: string, rest: string): void => {
  const { role } = client;
  if (!LEADING_TIME.test(line) || line.replace(LEADING_TIME, '') !== rest)
    throw new Failed(`${role}: [YYYY-MM-DD HH:MM:SS]${rest}`, `${role}: ${quote(line)}`);
  assertToday(client, line);
};
