import { parseName, type Name } from '../../../chat';
import { timeOption } from './time-option';
import { flagOption, type Option } from '../../options/option';

const parseRoom = (value: unknown): Name | undefined => {
  const parsed = typeof value === 'string' ? parseName(value) : undefined;
  return parsed?.kind === 'name' ? parsed.name : undefined;
};

const room: Option<Name | undefined> = {
  placeholder: 'ROOM',
  description: 'only the events of this room',
  defaultValue: undefined,
  shown: 'all rooms',
  expects: "a room's name",
  fromText: parseRoom,
  fromJson: parseRoom,
};

/** The options of `rx-chat log`. */
export const logCommandOptions = {
  room,
  since: timeOption('only entries from TIME on', 'all'),
  until: timeOption('only entries before TIME', 'all'),
  follow: flagOption({ kind: 'flag', text: 'follow new entries until it is stopped' }),
  json: flagOption({ kind: 'flag', text: 'print one JSON object per line' }),
};
