import {
  cleanText,
  DEFAULT_HISTORY_LIMIT,
  isBlank,
  splitFirstWord,
  USER_COMMANDS,
  type UserCommand,
} from '../../chat';
import type { Credential, DialectCommand } from '../../stream';
import { withName } from '../common/parse-arguments';
import { errorReply } from '../common/replies';

/** Topics stand in lists of rooms, in code points. */
export const MAX_TOPIC_CODE_POINTS = 200;

const act = (raw: string): DialectCommand => {
  const text = cleanText(raw);
  return isBlank(text) ? errorReply('the text is missing: /me TEXT') : { kind: 'act', text };
};

const tell = (raw: string): DialectCommand => {
  const [who, rest] = splitFirstWord(raw);
  const text = cleanText(rest);
  if (isBlank(text)) return errorReply('the name or the text is missing: /msg NAME TEXT');
  return withName(who, '/msg NAME TEXT', (to) => ({ kind: 'tell', to, text }));
};

const ignore = (raw: string): DialectCommand =>
  raw.trim() === ''
    ? { kind: 'ignore' }
    : withName(raw, '/ignore NAME', (name) => ({ kind: 'ignore', name }));

/** The order to set a topic; blank asks for the one there is. */
export const topic = (raw: string): DialectCommand => {
  const text = cleanText(raw).trim();
  if (isBlank(text)) return { kind: 'ask-topic' };
  if (Array.from(text).length > MAX_TOPIC_CODE_POINTS)
    return errorReply(`a topic may have at most ${MAX_TOPIC_CODE_POINTS} characters`);
  return { kind: 'topic', text };
};

const history = (raw: string): DialectCommand => {
  const text = raw.trim();
  const limit = text === '' ? DEFAULT_HISTORY_LIMIT : Number(/^\d{1,7}$/.exec(text)?.[0]);
  return limit > 0
    ? { kind: 'history', limit }
    : errorReply('N must be a whole number from 1 to 9999999: /history [N]');
};

const quit = (raw: string): DialectCommand => {
  const reason = cleanText(raw).trim();
  return isBlank(reason) ? { kind: 'leave' } : { kind: 'leave', reason };
};

const op = (raw: string): Credential => {
  const secret = raw.trim();
  return secret === '' ? { kind: 'operator-secret' } : { kind: 'operator-secret', secret };
};

/** The command, from the text behind its name. */
export type CommandParser = (rest: string) => DialectCommand | Credential;

/** The parsers of the commands of all clients: the compiler asks for each of `USER_COMMANDS`. */
export const userParsers: Readonly<Record<UserCommand, CommandParser>> = {
  who: () => ({ kind: 'who' }),
  nick: (rest) => withName(rest, USER_COMMANDS.nick.usage, (name) => ({ kind: 'rename', name })),
  me: act,
  msg: tell,
  ignore,
  rooms: () => ({ kind: 'rooms' }),
  join: (rest) => withName(rest, USER_COMMANDS.join.usage, (room) => ({ kind: 'join', room })),
  topic,
  history,
  resume: () => errorReply('you have already entered: /resume WORD is for the name prompt'),
  quit,
  op,
};
