import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { assertToday } from './assert-today';

/** The time of a message, as a pattern. */
const TIME = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]/;

/** A line must be a time of today and then exactly this. */
export const assertMessageFormat = (client: Client, line: string, rest: string): void => {
  const { role } = client;
  if (!TIME.test(line) || line.replace(TIME, '') !== rest)
    throw new Failed(`${role}: [YYYY-MM-DD HH:MM:SS]${rest}`, `${role}: ${quote(line)}`);
  assertToday(client, line);
};
