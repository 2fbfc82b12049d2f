import { cleanText, isBlank } from '../../chat';
import type { Credential, DialectCommand } from '../../stream';
import { splitFirstWord, withName } from '../common/parse-arguments';
import type { ChatCommand } from './chat-command';
import { errorReply } from '../common/replies';

/** How many messages `/history` shows if it isn't told. */
const DEFAULT_HISTORY_LIMIT = 20;

/** Topics stand in lists of rooms, in code points. */
export const MAX_TOPIC_CODE_POINTS = 200;

const act = (raw: string): DialectCommand => {
  const text = cleanText(raw);
  return isBlank(text) ? errorReply('say what you do: /me TEXT') : { kind: 'act', text };
};

const tell = (raw: string): DialectCommand => {
  const [who, rest] = splitFirstWord(raw);
  const text = cleanText(rest);
  if (isBlank(text)) return errorReply('say to whom, and what: /msg NAME TEXT');
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
    return errorReply(`a topic has ${MAX_TOPIC_CODE_POINTS} characters at most`);
  return { kind: 'topic', text };
};

const history = (raw: string): DialectCommand => {
  const text = raw.trim();
  const limit = text === '' ? DEFAULT_HISTORY_LIMIT : Number(/^\d{1,7}$/.exec(text)?.[0]);
  return limit > 0 ? { kind: 'history', limit } : errorReply('how many? /history [N]');
};

const quit = (raw: string): DialectCommand => {
  const reason = cleanText(raw).trim();
  return isBlank(reason) ? { kind: 'leave' } : { kind: 'leave', reason };
};

const op = (raw: string): Credential => {
  const secret = raw.trim();
  return secret === '' ? { kind: 'operator-secret' } : { kind: 'operator-secret', secret };
};

/** What everybody can do, but help. */
export const userCommands: readonly (readonly [string, ChatCommand])[] = [
  ['who', { usage: '/who', help: 'who is here, and for how long', read: () => ({ kind: 'who' }) }],
  [
    'nick',
    {
      usage: '/nick NAME',
      help: 'change your name',
      read: (raw) => withName(raw, '/nick NAME', (name) => ({ kind: 'rename', name })),
    },
  ],
  ['me', { usage: '/me TEXT', help: 'say what you do', read: act }],
  ['msg', { usage: '/msg NAME TEXT', help: 'tell one person something, wherever they are', read: tell }],
  ['ignore', { usage: '/ignore NAME', help: 'do not hear somebody, or hear them again', read: ignore }],
  ['rooms', { usage: '/rooms', help: 'which rooms there are', read: () => ({ kind: 'rooms' }) }],
  [
    'join',
    {
      usage: '/join ROOM',
      help: 'go to another room, or open one',
      read: (raw) => withName(raw, '/join ROOM', (room) => ({ kind: 'join', room })),
    },
  ],
  ['topic', { usage: '/topic [TEXT]', help: 'what this room is about, or say what', read: topic }],
  [
    'history',
    { usage: '/history [N]', help: `the last ${DEFAULT_HISTORY_LIMIT} or N messages`, read: history },
  ],
  [
    'resume',
    {
      usage: '/resume WORD',
      help: 'at the name prompt: be who you were, and read what you have missed',
      read: () => errorReply('you are in: /resume WORD is for the name prompt'),
    },
  ],
  ['quit', { usage: '/quit [REASON]', help: 'leave the chat', read: quit }],
  ['op', { usage: '/op [SECRET]', help: 'become an operator; alone it asks for the secret', read: op }],
];
