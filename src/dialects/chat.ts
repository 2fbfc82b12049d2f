import {
  cleanText,
  isBlank,
  parseName,
  type Command,
  type Entered,
  type Fact,
  type Members,
  type Name,
} from '../chat';
import type { Dialect, Stage, TooLong } from '../stream';
import { readChatCommand, refuse } from './chat-commands';
import { localTime } from './time';

export interface ChatDialectOptions {
  /** What a client sees first; lines are separated by newlines. @default 'Welcome to rx-chat!' */
  readonly greeting?: string;
}

const PROMPTS: Readonly<Record<Stage, string>> = {
  password: '[ENTER THE PASSWORD]: ',
  name: '[ENTER YOUR NAME]: ',
  in: '',
  out: '',
};

/** Where everybody comes in. */
const LOBBY: Name = { text: 'lobby', keys: ['lobby', 'lobby'] };

/** The dialect for people: made for a bare `nc`. */
export const chatDialect = ({ greeting = 'Welcome to rx-chat!' }: ChatDialectOptions = {}): Dialect => ({
  name: 'chat',
  tries: 5,
  greet: `${greeting}\n`,
  prompt: (stage) => PROMPTS[stage],
  read,
  write,
  own: () => '',
});

const read = (stage: Stage, line: string | TooLong): Command | undefined => {
  if (typeof line !== 'string') return readTooLong(line);
  return stage === 'in' ? readLine(line) : readName(line);
};

const readTooLong = ({ max }: TooLong): Command => refuse(`line too long: ${max} bytes at most`, 'too-long');

const readName = (line: string): Command => {
  const parsed = parseName(line);
  if (parsed.kind === 'bad') return refuse(parsed.reason, 'bad-name');
  return { kind: 'enter', name: parsed.name, room: LOBBY };
};

const readLine = (line: string): Command | undefined => {
  if (line.startsWith('/') && !line.startsWith('//')) return readChatCommand(line);
  const text = cleanText(line.startsWith('//') ? line.slice(1) : line);
  return isBlank(text) ? undefined : { kind: 'say', text };
};

const write = (fact: Fact, at: number): string => {
  switch (fact.kind) {
    case 'said':
      return `[${localTime(at)}][${fact.from}]:${fact.text}\n`;
    case 'acted':
      return `[${localTime(at)}]* ${fact.from} ${fact.text}\n`;
    case 'joined':
      return `${fact.name} has joined the chat\n`;
    case 'left':
      return `${fact.name} has left the chat${fact.reason === undefined ? '' : ` (${fact.reason})`}\n`;
    case 'renamed':
      return `${fact.from} is now known as ${fact.to}\n`;
    case 'skipped':
      return `* ${fact.count} ${fact.count === 1 ? 'line' : 'lines'} skipped: you were reading too slowly\n`;
    case 'announced':
      return `* ${fact.text}\n`;
    case 'answered':
      return fact.lines.map((line) => `* ${line}\n`).join('');
    case 'refused':
      return `! ${fact.text}\n`;
    case 'entered':
      return `* ${welcome(fact)}\n`;
    case 'members':
      return `* ${listMembers(fact)}\n`;
    case 'ended':
      return '';
  }
};

const welcome = ({ name, room, others: { names, count } }: Entered): string => {
  const more = count > names.length ? ` and ${count - names.length} more` : '';
  const company = count === 0 ? 'nobody else is here' : `here are ${names.join(', ')}${more}`;
  return `welcome, ${name}: this is ${room}, ${company}; /help lists the commands`;
};

const listMembers = ({ room, members }: Members): string =>
  `${members.length} in ${room}: ${members.map(({ name }) => name).join(', ')}`;
