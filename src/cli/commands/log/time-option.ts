import { parseDuration } from '../../../chat';
import type { Option } from '../../options/option';

/** A time as it is given: itself, in ms since 1970, or how long ago, in ms. */
export type TimeSpec =
  { readonly kind: 'at'; readonly at: number } | { readonly kind: 'ago'; readonly ms: number };

const TIME_PATTERN =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?:(Z)|([+-]\d\d):?(\d\d))?)?$/;

/** A day that the month does not have would be taken for one of the next. */
const isDay = (date: string): boolean => {
  const day = new Date(`${date}T00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
};

/** A date alone is its first moment; without a zone a time is local. */
const parseTime = (text: string): TimeSpec | undefined => {
  const ms = parseDuration(text);
  if (ms !== undefined) return { kind: 'ago', ms };
  const [, date = '', time = '00:00', utc = '', hours, minutes = ''] = TIME_PATTERN.exec(text) ?? [];
  if (!isDay(date)) return undefined;
  const zone = hours === undefined ? utc : `${hours}:${minutes}`;
  const at = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(at) ? undefined : { kind: 'at', at };
};

export const toTimestamp = (moment: TimeSpec, now: number): number =>
  moment.kind === 'at' ? moment.at : now - moment.ms;

/** An option that takes a time. */
export const timeOption = (description: string, shown: string): Option<TimeSpec | undefined> => ({
  placeholder: 'TIME',
  description,
  defaultValue: undefined,
  shown,
  expects: 'a time such as "2026-11-22 10:00", 2026-11-22T10:00Z, 2026-11-22, or 2h or 7d ago',
  fromText: (text) => parseTime(text.trim()),
  fromJson: (value) => (typeof value === 'string' ? parseTime(value) : undefined),
});
