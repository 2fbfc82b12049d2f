import { cleanText, correctText, isBareOp, isBlank, LOBBY, parseName, secretCommand } from '../../chat';
import type { Credential, Dialect, DialectCommand, Stage, TooLong } from '../../stream';
import { readChatLine } from './chat-commands';
import { chatLines } from './format-event';
import { refuse } from '../common/replies';

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

/** The dialect for people: made for a bare `nc`. */
export const chatDialect = ({ greeting = 'Welcome to rx-chat!' }: ChatDialectOptions = {}): Dialect => ({
  name: 'chat',
  tries: 5,
  greet: `${greeting}\n`,
  resumes: true,
  secretPrompt: '[ENTER THE SECRET]: ',
  prompt: (stage) => PROMPTS[stage],
  read: (stage, typed) => {
    const line = corrected(typed);
    return stage === 'in' ? readLine(line) : (readEarly(stage, line) ?? readAnswer(stage, line));
  },
  write: chatLines,
  own: () => '',
});

/** A line that somebody has typed, maybe on a client that does not edit lines. */
export const corrected = (line: string | TooLong): string | TooLong =>
  typeof line === 'string' ? correctText(line) : line;

/** What is typed at a prompt: the password, then a name. */
export const readAnswer = (stage: Stage, line: string | TooLong): DialectCommand | Credential => {
  if (stage === 'password') return { kind: 'password', secret: typeof line === 'string' ? line : '' };
  if (typeof line !== 'string') return refuseLong(line);
  const parsed = parseName(line);
  if (parsed.kind === 'bad') return refuse(parsed.reason, 'bad-name');
  return { kind: 'enter', name: parsed.name, room: LOBBY };
};

/**
 * The word of one who comes back, instead of a name. An `/op` comes too early, but what is behind it, or on the next
 * line, must not become a name.
 */
const readEarly = (stage: Stage, line: string | TooLong): Credential | undefined => {
  if (stage !== 'name' || typeof line !== 'string') return undefined;
  const [, word] = /^\s*\/resume\s+(\S+)\s*$/.exec(line) ?? [];
  if (word !== undefined) return { kind: 'resume-token', token: word };
  if (secretCommand(line) !== 'op') return undefined;
  return isBareOp(line) ? { kind: 'operator-secret' } : { kind: 'operator-secret', secret: line };
};

export const refuseLong = ({ max }: TooLong): DialectCommand =>
  refuse(`line too long: ${max} bytes at most`, 'too-long');

/** What is said, unless there is nothing visible in it. */
export const sayText = (raw: string): DialectCommand | undefined => sayClean(cleanText(raw));

const sayClean = (text: string): DialectCommand | undefined =>
  isBlank(text) ? undefined : { kind: 'say', text };

const readLine = (line: string | TooLong): DialectCommand | Credential | undefined => {
  if (typeof line !== 'string') return refuseLong(line);
  return readChatLine(line, sayClean);
};
