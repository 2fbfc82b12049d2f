/** How people type a command, and what it does. */
export interface CommandHelp {
  /** As in `/kick NAME [REASON]`: what is in brackets may be left out. */
  readonly usage: string;
  /** What it does: a clause without a full stop. */
  readonly help: string;
}

/** How many messages `/history` shows if it isn't told. */
export const DEFAULT_HISTORY_LIMIT = 20;

/** The command that lists the others. */
export const HELP_COMMAND: CommandHelp = { usage: '/help [COMMAND]', help: 'what you can do here' };

/** The commands of all clients, in the order of `/help`. Each has a parser in `dialects/chat/user-commands.ts`. */
export const USER_COMMANDS = {
  who: { usage: '/who', help: 'who is here, and for how long' },
  nick: { usage: '/nick NAME', help: 'change your name' },
  me: { usage: '/me TEXT', help: 'say what you do' },
  msg: { usage: '/msg NAME TEXT', help: 'tell one person something, wherever they are' },
  ignore: { usage: '/ignore NAME', help: 'do not hear somebody, or hear them again' },
  rooms: { usage: '/rooms', help: 'which rooms there are' },
  join: { usage: '/join ROOM', help: 'go to another room, or open one' },
  topic: { usage: '/topic [TEXT]', help: 'what this room is about, or say what' },
  history: { usage: '/history [N]', help: `the last ${DEFAULT_HISTORY_LIMIT} or N messages` },
  resume: {
    usage: '/resume WORD',
    help: 'at the name prompt: be who you were, and read what you have missed',
  },
  quit: { usage: '/quit [REASON]', help: 'leave the chat' },
  op: { usage: '/op [SECRET]', help: 'become an operator; alone it asks for the secret' },
} as const satisfies Readonly<Record<string, CommandHelp>>;

/** The commands of operators and of the server's console. Each has a parser in `dialects/chat/operator-commands.ts`. */
export const OPERATOR_COMMANDS = {
  say: { usage: '/say TEXT', help: 'speak as the server, to everybody' },
  kick: { usage: '/kick NAME [REASON]', help: 'show somebody out' },
  ban: {
    usage: '/ban NAME|ADDRESS [DURATION]',
    help: 'keep a name or an address out, for 30s, 10m, 2h, 7d or for good; alone it lists the bans',
  },
  unban: { usage: '/unban NAME|ADDRESS', help: 'let them in again' },
  mute: {
    usage: '/mute NAME [DURATION]',
    help: 'let somebody read, and not speak; alone it lists the muted',
  },
  unmute: { usage: '/unmute NAME', help: 'let somebody speak again' },
  delete: {
    usage: '/delete NAME|SEQ',
    help: 'take the messages of NAME, or the one with that number, out of the history',
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;

export type UserCommand = keyof typeof USER_COMMANDS;
export type OperatorCommand = keyof typeof OPERATOR_COMMANDS;
