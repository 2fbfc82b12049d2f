/** How people type a command, and what it does. */
export interface CommandHelp {
  /** As in `/kick NAME [REASON]`: what is in brackets may be left out. */
  readonly usage: string;
  /** Its effect: a clause without a full stop. */
  readonly help: string;
}

/** How many messages `/history` shows by default. */
export const DEFAULT_HISTORY_LIMIT = 20;

/** The command that lists the others. */
export const HELP_COMMAND: CommandHelp = {
  usage: '/help [COMMAND]',
  help: 'list the commands, or explain one',
};

/** The commands of all clients, in the order of `/help`. Each has a parser in `dialects/chat/user-commands.ts`. */
export const USER_COMMANDS = {
  who: { usage: '/who', help: 'list who is in this room, and for how long' },
  nick: { usage: '/nick NAME', help: 'change your name' },
  me: { usage: '/me TEXT', help: 'describe what you do' },
  msg: { usage: '/msg NAME TEXT', help: 'send a private message to one user, in any room' },
  ignore: { usage: '/ignore NAME', help: 'hide the messages of a user, or show them again' },
  rooms: { usage: '/rooms', help: 'list the rooms' },
  join: { usage: '/join ROOM', help: 'move to another room, or create one' },
  topic: { usage: '/topic [TEXT]', help: 'show the topic of this room, or set it' },
  history: { usage: '/history [N]', help: `show the last ${DEFAULT_HISTORY_LIMIT} messages, or the last N` },
  resume: {
    usage: '/resume WORD',
    help: 'at the name prompt: resume your session, and show what you missed',
  },
  quit: { usage: '/quit [REASON]', help: 'leave the chat' },
  op: { usage: '/op [SECRET]', help: 'become an operator; without SECRET the server asks for it' },
} as const satisfies Readonly<Record<string, CommandHelp>>;

/** The commands of operators and of the server's console. Each has a parser in `dialects/chat/operator-commands.ts`. */
export const OPERATOR_COMMANDS = {
  say: { usage: '/say TEXT', help: 'send a text to everybody as the server' },
  kick: { usage: '/kick NAME [REASON]', help: 'disconnect a user, who may come back' },
  ban: {
    usage: '/ban NAME|ADDRESS [DURATION]',
    help: 'ban a name or an address, for 30s, 10m, 2h, 7d or permanently; alone it lists the bans',
  },
  unban: { usage: '/unban NAME|ADDRESS', help: 'lift a ban' },
  mute: {
    usage: '/mute NAME [DURATION]',
    help: 'block the messages of a user; alone it lists the muted users',
  },
  unmute: { usage: '/unmute NAME', help: 'allow the messages of a user again' },
  delete: {
    usage: '/delete NAME|SEQ',
    help: 'delete the messages of NAME, or the one with that number, from the history',
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;

export type UserCommand = keyof typeof USER_COMMANDS;
export type OperatorCommand = keyof typeof OPERATOR_COMMANDS;
