import { parseName, type Name } from '../../../chat';
import { momentOption } from './time-option';
import { flagOption, type Option } from '../../options/option';

const readRoom = (value: unknown): Name | undefined => {
  const parsed = typeof value === 'string' ? parseName(value) : undefined;
  return parsed?.kind === 'name' ? parsed.name : undefined;
};

const room: Option<Name | undefined> = {
  takes: 'ROOM',
  describe: 'only what that room heard',
  fallback: undefined,
  shown: 'all rooms',
  expects: "a room's name",
  fromText: readRoom,
  fromJson: readRoom,
};

/** The options of `rx-chat log`. */
export const logCommandOptions = {
  room,
  since: momentOption('only what was at TIME or later', 'all'),
  until: momentOption('only what was before TIME', 'all'),
  follow: flagOption('go on with what is added, until it is stopped'),
  json: flagOption('an object a line, as json clients are told'),
};
