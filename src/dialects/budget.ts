import { LOBBY, parseName, type MemberSummary, type ChatEvent } from '../chat';
import type { Dialect, DialectCommand, LineTooLong } from '../stream';
import { applyEditing, lineTooLongReply, sayCommand } from './chat/chat';
import { formatEvent } from './chat/format-event';
import { errorReply } from './common/replies';

const NAME = /^[A-Za-z0-9]{1,32}$/;

/** The dialect `budget`, of Protohackers problem 3 (Budget Chat): no commands, no history, one attempt at a name. Stateless. */
export const budgetDialect = (): Dialect => ({
  name: 'budget',
  maxNameAttempts: 1,
  greeting: 'Welcome to budgetchat! What shall I call you?\n',
  passwordExempt: true,
  prompt: () => '',
  read: (stage, typed) => {
    const line = applyEditing(typed);
    if (typeof line !== 'string') return lineTooLongReply(line);
    return stage === 'entered' ? sayCommand(line) : readName(line);
  },
  inlinesHistory: true,
  write,
  writeOwn: () => '',
});

const readName = (line: string | LineTooLong): DialectCommand => {
  const parsed = typeof line === 'string' && NAME.test(line) ? parseName(line) : undefined;
  if (parsed?.kind === 'name') return { kind: 'enter', name: parsed.name, room: LOBBY };
  return errorReply(parsed?.reason ?? 'a name must have 1 to 32 letters and digits', 'bad-name');
};

const write = (fact: ChatEvent, at: number): string => {
  switch (fact.kind) {
    case 'said':
      return `[${fact.from}] ${fact.text}\n`;
    case 'acted':
      return `[${fact.from}] * ${fact.from} ${fact.text}\n`;
    case 'told':
      return `* ${fact.from} -> ${fact.to}: ${fact.text}\n`;
    case 'joined':
      return `* ${fact.name} has entered the room\n`;
    case 'left':
      return `* ${fact.name} has left the room\n`;
    case 'renamed':
      return `* ${fact.from} is now known as ${fact.to}\n`;
    case 'entered':
      return `* The room contains: ${listOf(fact.others)}\n`;
    case 'refused':
      return fact.code === 'too-many-tries' ? '' : `* ${fact.text}\n`;
    default:
      return formatEvent(fact, at);
  }
};

const listOf = ({ names, count }: MemberSummary): string =>
  [...names, ...(count > names.length ? [`and ${count - names.length} more`] : [])].join(', ');
