import { cleanText, type Command } from '../chat';
import type { Claim } from '../stream';
import { splitWord } from './arguments';
import type { ChatCommand } from './chat-command';
import { nearest } from './nearest';
import { operatorCommands } from './operator-commands';
import { refuse, reply } from './replies';
import { talkCommands } from './talk-commands';

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
      if (asked === '') return reply(...[help, ...listed.values()].map(describe), ...hints);
      const command = asked === 'help' ? help : all.get(asked);
      return command ? reply(describe(command)) : unknown(asked, [...all.keys(), 'help']);
    },
  };
  return new Map([['help', help], ...all]);
};

const unknown = (name: string, names: readonly string[]): Command => {
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : `; did you mean /${meant}?`;
  return refuse(`unknown command /${name}: /help lists them${hint}`);
};

const forOperators = new Map(operatorCommands);
const operatorNames = [...forOperators.keys()].map((name) => `/${name}`).join(' ');

const chatCommands = withHelp(
  new Map(talkCommands),
  forOperators,
  '//TEXT: say a text that begins with /',
  `operators also have ${operatorNames}: /help COMMAND tells more`,
);

/** What makes sense for who is in no room. */
const CONSOLE: ReadonlySet<string> = new Set(['who', 'msg', 'rooms']);

const consoleCommands = withHelp(
  new Map([...talkCommands.filter(([name]) => CONSOLE.has(name)), ...operatorCommands]),
  new Map(),
  'TEXT: the same as /say TEXT',
);

const read = (line: string, commands: Commands): Command | Claim => {
  const [name, rest] = splitWord(line.slice(1));
  return commands.get(name)?.read(rest) ?? unknown(cleanText(name), [...commands.keys()]);
};

/** The command in a line that begins with `/`. */
export const readChatCommand = (line: string): Command | Claim => read(line, chatCommands);

/** The same in a line of the server's console. */
export const readConsoleCommand = (line: string): Command | Claim => read(line, consoleCommands);
