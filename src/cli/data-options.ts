import { parseDuration } from '../chat';
import type { Keep } from '../journals';
import { flagOption, textOption, type Option } from './option';

const readKeep = (value: unknown): Keep | undefined => {
  if (typeof value === 'number') return readKeep(String(value));
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,12}$/.test(value)) return value === '0' ? {} : { messages: Number(value) };
  const age = parseDuration(value);
  return age === undefined ? undefined : { age };
};

const keep: Option<Keep> = {
  takes: 'N|AGE',
  describe: 'messages, or for how long (30d), to keep; 0 keeps all',
  fallback: { messages: 1_000_000 },
  shown: '1000000',
  expects: 'a number of messages (0 for all), or a duration such as 12h or 30d',
  fromText: readKeep,
  fromJson: readKeep,
};

/** Where `rx-chat serve` keeps what is said, and how much of it. */
export const dataOptions = {
  data: textOption('DIR', 'keep the chat in DIR: it outlives the server', undefined),
  keep,
  'accept-clock': flagOption('start, though the newest entry is in the future'),
};
