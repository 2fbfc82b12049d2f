import { parseDuration } from '../../../chat';
import { DEFAULT_KEEP, type RetentionPolicy } from '../../../journals/disk/keep';
import { parseBytes } from '../../options/bytes';
import { flagOption, textOption, type Option } from '../../options/option';

/** What stands for one bound: it has one of the fields of `RetentionPolicy`. */
const parseLimit = (text: string): RetentionPolicy | undefined => {
  if (/^\d{1,12}$/.test(text)) return Number(text) > 0 ? { messages: Number(text) } : undefined;
  const [age, bytes] = [parseDuration(text), parseBytes(text)];
  if (age !== undefined) return { age };
  return bytes === undefined ? undefined : { bytes };
};

/** A bound of each kind at most. */
const parseKeep = (text: string): RetentionPolicy | undefined => {
  const parts = text.trim().split(/[\s,]+/);
  if (parts.length === 1 && parts[0] === '0') return {};
  const bounds = parts.flatMap((part) => parseLimit(part) ?? []);
  const keep = Object.assign({}, ...bounds) as RetentionPolicy;
  return bounds.length === parts.length && Object.keys(keep).length === parts.length ? keep : undefined;
};

const isLimit = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

const keep: Option<RetentionPolicy> = {
  placeholder: 'N,AGE,BYTES',
  description: 'messages, age (30d), bytes (2GB): one or several; 0 keeps all',
  defaultValue: DEFAULT_KEEP,
  shown: '1000000 4GB',
  expects:
    'a number of messages, an age such as 30d, bytes such as 2GB, or several of these (30d,2GB); 0 for all',
  fromText: parseKeep,
  fromJson: (value) => {
    const bounds = [value].flat();
    return bounds.every(isLimit) ? parseKeep(bounds.join(' ')) : undefined;
  },
  list: true,
};

/** Where `rx-chat serve` keeps what is said, and how much of it. */
export const persistenceOptions = {
  data: textOption('DIR', 'keep the chat in DIR: it outlives the server', undefined),
  keep,
  'accept-clock': flagOption('start, though the newest entry is in the future'),
};
