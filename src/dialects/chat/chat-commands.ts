import {
  HELP_COMMAND,
  OPERATOR_COMMANDS,
  splitFirstWord,
  USER_COMMANDS,
  type CommandHelp,
  type UserCommand,
} from '../../chat';
import { cleanText } from '../../chat/text/clean-text';
import { commandAfterSpace, findSecretCommand } from '../../chat/text/secret-command';
import type { Credential, DialectCommand } from '../../stream';
import { suggestCommand } from '../common/suggest-command';
import { operatorParsers } from './operator-commands';
import { errorReply, textReply } from '../common/replies';
import { userParsers, type CommandParser } from './user-commands';

interface ChatCommand extends CommandHelp {
  readonly parse: CommandParser;
}

type Commands = ReadonlyMap<string, ChatCommand>;

/** The commands of a table, with their parsers. */
const withParsers = <Name extends string>(
  helps: Readonly<Record<Name, CommandHelp>>,
  parsers: Readonly<Record<Name, CommandParser>>,
): Commands =>
  new Map((Object.keys(helps) as Name[]).map((name) => [name, { ...helps[name], parse: parsers[name] }]));

const describe = ({ usage, help }: CommandHelp): string => `${usage}: ${help}`;

/** A set of commands, with the one that lists them. */
const withHelp = (listed: Commands, more: Commands, ...hints: readonly string[]): Commands => {
  const all = new Map([...listed, ...more]);
  const parse: CommandParser = (rest) => {
    const asked = cleanText(rest).trim().replace(/^\//, '');
    if (asked === '') return textReply(...[HELP_COMMAND, ...listed.values()].map(describe), ...hints);
    const command = asked === 'help' ? HELP_COMMAND : all.get(asked);
    return command ? textReply(describe(command)) : unknownCommand(asked, [...all.keys(), 'help']);
  };
  return new Map([['help', { ...HELP_COMMAND, parse }], ...all]);
};

const unknownCommand = (name: string, names: readonly string[]): DialectCommand => {
  const meant = suggestCommand(name, names);
  const hint = meant === undefined ? '' : `; did you mean /${meant}?`;
  return errorReply(`unknown command /${name}: /help lists them${hint}`);
};

const forUsers = withParsers(USER_COMMANDS, userParsers);
const forOperators = withParsers(OPERATOR_COMMANDS, operatorParsers);
const operatorNames = [...forOperators.keys()].map((name) => `/${name}`).join(' ');

const chatCommands = withHelp(
  forUsers,
  forOperators,
  '//TEXT: send a message that begins with /',
  `operators can also use ${operatorNames}: /help COMMAND explains one`,
);

/** The commands of users that make sense without a room. */
const CONSOLE_COMMANDS: ReadonlySet<string> = new Set<UserCommand>(['who', 'msg', 'rooms']);

const consoleCommands = withHelp(
  new Map([...[...forUsers].filter(([name]) => CONSOLE_COMMANDS.has(name)), ...forOperators]),
  new Map(),
  'TEXT: the same as /say TEXT',
);

const read = (line: string, commands: Commands): DialectCommand | Credential => {
  const [name, rest] = splitFirstWord(line.slice(1));
  const asked = cleanText(name);
  return commands.get(asked)?.parse(rest) ?? unknownCommand(asked, [...commands.keys()]);
};

/** The error of a command that does not begin its line. */
export const spaceBeforeCommandError = (name: string): DialectCommand =>
  errorReply(`begin with /${name}, without a space`, 'not-said');

/**
 * The command of a line: a slash command, or the result of `say`. The line is cleaned first, because a key such as Up sends
 * characters that stand before a slash unseen. A command behind them is read, except one with a secret. A command behind
 * white space is refused, because it may be private.
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

/** The lines of an entered client. `say` takes a clean text. */
export const readChatLine = <Said>(
  line: string,
  say: (text: string) => Said,
): DialectCommand | Credential | Said => readTyped(line, chatCommands, say);

/** The same of the server's console. */
export const readConsoleLine = <Said>(
  line: string,
  say: (text: string) => Said,
): DialectCommand | Credential | Said => readTyped(line, consoleCommands, say);
