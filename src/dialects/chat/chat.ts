import { isBareOp, LOBBY, parseName } from '../../chat';
import { cleanText, isBlank } from '../../chat/text/clean-text';
import { applyLineEditing } from '../../chat/text/line-editing';
import { findSecretCommand } from '../../chat/text/secret-command';
import type { Credential, Dialect, DialectCommand, SessionStage, LineTooLong } from '../../stream';
import { readChatLine } from './chat-commands';
import { formatEvent, formatMessages } from './format-event';
import { errorReply } from '../common/replies';

/** The options of `chatDialect`. */
export interface ChatDialectOptions {
  /** The text that a client sees first; it may have several lines. @default 'Welcome to rx-chat!' */
  readonly greeting?: string;
}

const PROMPTS: Readonly<Record<SessionStage, string>> = {
  password: '[ENTER THE PASSWORD]: ',
  name: '[ENTER YOUR NAME]: ',
  entered: '',
  closed: '',
};

/** The dialect `chat`, for people with a bare `nc`: prompts, slash commands, one line for each event. Stateless: share one. */
export const chatDialect = ({ greeting = 'Welcome to rx-chat!' }: ChatDialectOptions = {}): Dialect => ({
  name: 'chat',
  maxNameAttempts: 5,
  greeting: `${greeting}\n`,
  issuesResumeToken: true,
  secretPrompt: '[ENTER THE SECRET]: ',
  prompt: (stage) => PROMPTS[stage],
  read: (stage, typed) => {
    const line = applyEditing(typed);
    return stage === 'entered' ? readLine(line) : (readEarly(stage, line) ?? readPromptInput(stage, line));
  },
  write: formatEvent,
  writeMessages: formatMessages,
  writeOwn: () => '',
});

/** A typed line, maybe of a client without line editing. */
export const applyEditing = (line: string | LineTooLong): string | LineTooLong =>
  typeof line === 'string' ? applyLineEditing(line) : line;

/** The line at a prompt: the password, then a name. */
export const readPromptInput = (
  stage: SessionStage,
  line: string | LineTooLong,
): DialectCommand | Credential => {
  if (stage === 'password') return { kind: 'password', secret: typeof line === 'string' ? line : '' };
  if (typeof line !== 'string') return lineTooLongReply(line);
  const parsed = parseName(line);
  if (parsed.kind === 'invalid') return errorReply(parsed.reason, 'bad-name');
  return { kind: 'enter', name: parsed.name, room: LOBBY };
};

/**
 * A resume token, instead of a name. An `/op` comes too early, but what is behind it, or on the next
 * line, must not become a name.
 */
const readEarly = (stage: SessionStage, line: string | LineTooLong): Credential | undefined => {
  if (stage !== 'name' || typeof line !== 'string') return undefined;
  const [, word] = /^\s*\/resume\s+(\S+)\s*$/.exec(line) ?? [];
  if (word !== undefined) return { kind: 'resume-token', token: word };
  if (findSecretCommand(line) !== 'op') return undefined;
  return isBareOp(line) ? { kind: 'operator-secret' } : { kind: 'operator-secret', secret: line };
};

export const lineTooLongReply = ({ max }: LineTooLong): DialectCommand =>
  errorReply(`line too long: ${max} bytes at most`, 'too-long');

/** The message of a line; none if it is blank. */
export const sayCommand = (raw: string): DialectCommand | undefined => sayCleanText(cleanText(raw));

const sayCleanText = (text: string): DialectCommand | undefined =>
  isBlank(text) ? undefined : { kind: 'say', text };

const readLine = (line: string | LineTooLong): DialectCommand | Credential | undefined => {
  if (typeof line !== 'string') return lineTooLongReply(line);
  return readChatLine(line, sayCleanText);
};
