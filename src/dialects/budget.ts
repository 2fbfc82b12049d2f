import { LOBBY, parseName, type Company, type Fact } from '../chat';
import type { Dialect, DialectCommand, TooLong } from '../stream';
import { corrected, refuseLong, sayText } from './chat/chat';
import { chatLines } from './chat/format-event';
import { refuse } from './common/replies';

const NAME = /^[A-Za-z0-9]{1,32}$/;

/** The dialect of Protohackers, problem 3 (Budget Chat). No commands, no history, and one try for a name. */
export const budgetDialect = (): Dialect => ({
  name: 'budget',
  tries: 1,
  greet: 'Welcome to budgetchat! What shall I call you?\n',
  open: true,
  prompt: () => '',
  read: (stage, typed) => {
    const line = corrected(typed);
    if (typeof line !== 'string') return refuseLong(line);
    return stage === 'in' ? sayText(line) : readName(line);
  },
  holdsHistory: true,
  write,
  own: () => '',
});

const readName = (line: string | TooLong): DialectCommand => {
  const parsed = typeof line === 'string' && NAME.test(line) ? parseName(line) : undefined;
  if (parsed?.kind === 'name') return { kind: 'enter', name: parsed.name, room: LOBBY };
  return refuse(parsed?.reason ?? 'a name has 1 to 32 letters and digits', 'bad-name');
};

const write = (fact: Fact, at: number): string => {
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
      return chatLines(fact, at);
  }
};

const listOf = ({ names, count }: Company): string =>
  [...names, ...(count > names.length ? [`and ${count - names.length} more`] : [])].join(', ');
