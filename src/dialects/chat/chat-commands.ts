import { cleanText, commandAfterSpace, findSecretCommand } from '../../chat';
import type { Credential, DialectCommand } from '../../stream';
import { splitFirstWord } from '../common/parse-arguments';
import type { ChatCommand } from './chat-command';
import { suggestCommand } from '../common/suggest-command';
import { operatorCommands } from './operator-commands';
import { errorReply, textReply } from '../common/replies';
import { userCommands } from './user-commands';

type Commands = ReadonlyMap<string, ChatCommand>;

const describe = ({ usage, help }: ChatCommand): string => `${usage}: ${help}`;

/** A set of commands, with the one that tells about them. */
const withHelp = (listed: Commands, more: Commands, ...hints: readonly string[]): Commands => {
  const all = new Map([...listed, ...more]);
  const help: ChatCommand = {
    usage: '/help [COMMAND]',
    help: 'what you can do here',
    read: (rest) => {
      const asked = cleanText(rest).trim().replace(/^\//, '');
      if (asked === '') return textReply(...[help, ...listed.values()].map(describe), ...hints);
      const command = asked === 'help' ? help : all.get(asked);
      return command ? textReply(describe(command)) : unknownCommand(asked, [...all.keys(), 'help']);
    },
  };
  return new Map([['help', help], ...all]);
};

const unknownCommand = (name: string, names: readonly string[]): DialectCommand => {
  const meant = suggestCommand(name, names);
  const hint = meant === undefined ? '' : `; did you mean /${meant}?`;
  return errorReply(`unknown command /${name}: /help lists them${hint}`);
};

const forOperators = new Map(operatorCommands);
const operatorNames = [...forOperators.keys()].map((name) => `/${name}`).join(' ');

const chatCommands = withHelp(
  new Map(userCommands),
  forOperators,
  '//TEXT: say a text that begins with /',
  `operators also have ${operatorNames}: /help COMMAND tells more`,
);

/** What makes sense for who is in no room. */
const CONSOLE_COMMAND_NAMES: ReadonlySet<string> = new Set(['who', 'msg', 'rooms']);

const consoleCommands = withHelp(
  new Map([...userCommands.filter(([name]) => CONSOLE_COMMAND_NAMES.has(name)), ...operatorCommands]),
  new Map(),
  'TEXT: the same as /say TEXT',
);

const read = (line: string, commands: Commands): DialectCommand | Credential => {
  const [name, rest] = splitFirstWord(line.slice(1));
  const asked = cleanText(name);
  return commands.get(asked)?.read(rest) ?? unknownCommand(asked, [...commands.keys()]);
};

/** What is wrong with a command that does not begin its line. */
export const spaceBeforeCommandError = (name: string): DialectCommand =>
  errorReply(`begin with /${name}, without a space`, 'not-said');

/**
 * What a line asks: a command, or whatever `say` makes of a text. The line is cleaned first, for what a key such as Up
 * sends stands before a slash unseen. Behind that a command is read, but for one with a secret, which is not guessed at;
 * behind white space it is refused, since it may be private.
 */
const readTyped = <Said>(
  line: string,
  commands: Commands,
  say: (text: string) => Said,
): DialectCommand | Credential | Said => {
  const text = cleanText(line);
  if (text.startsWith('//')) return say(text.slice(1));
  // As it came: a secret is not cleaned.
  if (line.startsWith('/')) return read(line, commands);
  const name = text.startsWith('/') ? findSecretCommand(text) : commandAfterSpace(text);
  if (name !== undefined && commands.has(name)) return spaceBeforeCommandError(name);
  return text.startsWith('/') ? read(text, commands) : say(text);
};

/** The command in a line that begins with `/`. */
export const readChatCommand = (line: string): DialectCommand | Credential => read(line, chatCommands);

/** What somebody types who is in. `say` takes a clean text. */
export const readChatLine = <Said>(
  line: string,
  say: (text: string) => Said,
): DialectCommand | Credential | Said => readTyped(line, chatCommands, say);

/** The same of the server's console. */
export const readConsoleLine = <Said>(
  line: string,
  say: (text: string) => Said,
): DialectCommand | Credential | Said => readTyped(line, consoleCommands, say);
