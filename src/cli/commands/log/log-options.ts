import { parseName, type Name } from '../../../chat';
import { timeOption } from './time-option';
import { flagOption, type Option } from '../../options/option';

const parseRoom = (value: unknown): Name | undefined => {
  const parsed = typeof value === 'string' ? parseName(value) : undefined;
  return parsed?.kind === 'name' ? parsed.name : undefined;
};

const room: Option<Name | undefined> = {
  placeholder: 'ROOM',
  description: 'only what that room heard',
  defaultValue: undefined,
  shown: 'all rooms',
  expects: "a room's name",
  fromText: parseRoom,
  fromJson: parseRoom,
};

/** The options of `rx-chat log`. */
export const logCommandOptions = {
  room,
  since: timeOption('only what was at TIME or later', 'all'),
  until: timeOption('only what was before TIME', 'all'),
  follow: flagOption({ kind: 'flag', text: 'go on with what is added, until it is stopped' }),
  json: flagOption({ kind: 'flag', text: 'an object a line, as json clients are told' }),
};
