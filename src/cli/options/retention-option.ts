import { parseDuration } from '../../chat';
import type { RetentionPolicy } from '../../journals/disk/keep';
import type { RetentionRow } from '../../server/option-row';
import type { Option } from './option';

/** How many bytes a text such as `500MB` or `2GiB` says; undefined if it says none. */
const parseBytes = (text: string): number | undefined => {
  const [, count, letter = '', binary] = /^([1-9]\d{0,8})([KMGT])(i?)B$/.exec(text) ?? [];
  return count === undefined
    ? undefined
    : Number(count) * (binary ? 1024 : 1000) ** (1 + 'KMGT'.indexOf(letter));
};

/** The limit that one text says: it has one of the fields of `RetentionPolicy`. */
const parseLimit = (text: string): RetentionPolicy | undefined => {
  if (/^\d{1,12}$/.test(text)) return Number(text) > 0 ? { messages: Number(text) } : undefined;
  const [age, bytes] = [parseDuration(text), parseBytes(text)];
  if (age !== undefined) return { age };
  return bytes === undefined ? undefined : { bytes };
};

/** A limit of each kind at most. */
const parseKeep = (text: string): RetentionPolicy | undefined => {
  const parts = text.trim().split(/[\s,]+/);
  if (parts.length === 1 && parts[0] === '0') return {};
  const bounds = parts.flatMap((part) => parseLimit(part) ?? []);
  const keep = Object.assign({}, ...bounds) as RetentionPolicy;
  return bounds.length === parts.length && Object.keys(keep).length === parts.length ? keep : undefined;
};

const isLimit = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

/** An option that takes what a journal keeps. */
export const retentionOption = (row: RetentionRow): Option<RetentionPolicy> => ({
  placeholder: row.placeholder ?? '',
  description: row.text,
  defaultValue: row.default,
  shown: row.shown ?? '',
  expects:
    'a number of messages, an age such as 30d, bytes such as 2GB, or several of these (30d,2GB); 0 for all',
  fromText: parseKeep,
  fromJson: (value) => {
    const bounds = [value].flat();
    return bounds.every(isLimit) ? parseKeep(bounds.join(' ')) : undefined;
  },
  list: true,
});
