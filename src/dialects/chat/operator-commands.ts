import { cleanText, isBlank, splitFirstWord, OPERATOR_COMMANDS, type OperatorCommand } from '../../chat';
import type { DialectCommand } from '../../stream';
import { withDuration, withName, withTarget } from '../common/parse-arguments';
import { errorReply } from '../common/replies';
import type { CommandParser } from './user-commands';

const say = (raw: string): DialectCommand => {
  const text = cleanText(raw);
  return isBlank(text) ? errorReply('the text is missing: /say TEXT') : { kind: 'announce', text };
};

const kick = (raw: string): DialectCommand => {
  const [who, why] = splitFirstWord(raw);
  const reason = cleanText(why).trim();
  return withName(who, OPERATOR_COMMANDS.kick.usage, (name) =>
    isBlank(reason) ? { kind: 'kick', name } : { kind: 'kick', name, reason },
  );
};

const ban = (raw: string): DialectCommand => {
  const [who, time] = splitFirstWord(raw);
  if (who === '') return { kind: 'sanctions', of: 'bans' };
  return withTarget(who, OPERATOR_COMMANDS.ban.usage, (whom) =>
    withDuration(time, (lasting) => ({ kind: 'ban', whom, ...lasting })),
  );
};

const mute = (raw: string): DialectCommand => {
  const [who, time] = splitFirstWord(raw);
  if (who === '') return { kind: 'sanctions', of: 'mutes' };
  return withName(who, OPERATOR_COMMANDS.mute.usage, (name) =>
    withDuration(time, (lasting) => ({ kind: 'mute', name, ...lasting })),
  );
};

const deleteMessages = (raw: string): DialectCommand => {
  const text = raw.trim();
  if (/^\d{1,15}$/.test(text)) return { kind: 'delete', target: Number(text) };
  return withName(text, OPERATOR_COMMANDS.delete.usage, (target) => ({ kind: 'delete', target }));
};

/** The parsers of the commands of operators: the compiler asks for each of `OPERATOR_COMMANDS`. */
export const operatorParsers: Readonly<Record<OperatorCommand, CommandParser>> = {
  say,
  kick,
  ban,
  unban: (rest) =>
    withTarget(rest.trim(), OPERATOR_COMMANDS.unban.usage, (whom) => ({ kind: 'unban', whom })),
  mute,
  unmute: (rest) => withName(rest, OPERATOR_COMMANDS.unmute.usage, (name) => ({ kind: 'unmute', name })),
  delete: deleteMessages,
};
