import { cleanText, isBlank } from '../../chat';
import type { DialectCommand } from '../../stream';
import { splitFirstWord, withDuration, withName, withTarget } from '../common/parse-arguments';
import type { ChatCommand } from './chat-command';
import { errorReply } from '../common/replies';

const say = (raw: string): DialectCommand => {
  const text = cleanText(raw);
  return isBlank(text) ? errorReply('say what? /say TEXT') : { kind: 'announce', text };
};

const kick = (raw: string): DialectCommand => {
  const [who, why] = splitFirstWord(raw);
  const reason = cleanText(why).trim();
  return withName(who, '/kick NAME [REASON]', (name) =>
    isBlank(reason) ? { kind: 'kick', name } : { kind: 'kick', name, reason },
  );
};

const ban = (raw: string): DialectCommand => {
  const [who, time] = splitFirstWord(raw);
  if (who === '') return { kind: 'sanctions', of: 'bans' };
  return withTarget(who, '/ban NAME|ADDRESS [DURATION]', (whom) =>
    withDuration(time, (lasting) => ({ kind: 'ban', whom, ...lasting })),
  );
};

const mute = (raw: string): DialectCommand => {
  const [who, time] = splitFirstWord(raw);
  if (who === '') return { kind: 'sanctions', of: 'mutes' };
  return withName(who, '/mute NAME [DURATION]', (name) =>
    withDuration(time, (lasting) => ({ kind: 'mute', name, ...lasting })),
  );
};

const deleteMessages = (raw: string): DialectCommand => {
  const text = raw.trim();
  if (/^\d{1,15}$/.test(text)) return { kind: 'delete', target: Number(text) };
  return withName(text, '/delete NAME|SEQ', (target) => ({ kind: 'delete', target }));
};

/** What operators can do, and the server's console. */
export const operatorCommands: readonly (readonly [string, ChatCommand])[] = [
  ['say', { usage: '/say TEXT', help: 'speak as the server, to everybody', read: say }],
  ['kick', { usage: '/kick NAME [REASON]', help: 'show somebody out', read: kick }],
  [
    'ban',
    {
      usage: '/ban NAME|ADDRESS [DURATION]',
      help: 'keep a name or an address out, for 30s, 10m, 2h, 7d or for good; alone it lists the bans',
      read: ban,
    },
  ],
  [
    'unban',
    {
      usage: '/unban NAME|ADDRESS',
      help: 'let them in again',
      read: (raw) => withTarget(raw.trim(), '/unban NAME|ADDRESS', (whom) => ({ kind: 'unban', whom })),
    },
  ],
  [
    'mute',
    {
      usage: '/mute NAME [DURATION]',
      help: 'let somebody read, and not speak; alone it lists the muted',
      read: mute,
    },
  ],
  [
    'unmute',
    {
      usage: '/unmute NAME',
      help: 'let somebody speak again',
      read: (raw) => withName(raw, '/unmute NAME', (name) => ({ kind: 'unmute', name })),
    },
  ],
  [
    'delete',
    {
      usage: '/delete NAME|SEQ',
      help: 'take the messages of NAME, or the one with that number, out of the history',
      read: deleteMessages,
    },
  ],
];
