/** A command as it is offered while somebody types it. */
export interface CommandHint {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
}

const hint = (usage: string, help: string): CommandHint => ({
  name: /^\/\S+/.exec(usage)?.[0] ?? usage,
  usage,
  help,
});

/** What everybody can do, and then what operators can: the commands of the `chat` dialect that make sense here. */
export const COMMANDS: readonly CommandHint[] = [
  hint('/help [COMMAND]', 'what you can do here'),
  hint('/who', 'who is here'),
  hint('/nick NAME', 'change your name'),
  hint('/me TEXT', 'say what you do'),
  hint('/msg NAME TEXT', 'tell one person something, wherever they are'),
  hint('/ignore NAME', 'do not hear somebody, or hear them again'),
  hint('/rooms', 'which rooms there are'),
  hint('/join ROOM', 'go to another room, or open one'),
  hint('/topic [TEXT]', 'what this room is about, or say what'),
  hint('/history [N]', 'the last 20 or N messages, as text'),
  hint('/quit [REASON]', 'leave the chat'),
  hint('/op [SECRET]', 'become an operator; alone it asks for the secret'),
  hint('/say TEXT', 'for operators: speak as the server, to everybody'),
  hint('/kick NAME [REASON]', 'for operators: show somebody out'),
  hint('/ban NAME|ADDRESS [DURATION]', 'for operators: keep a name or an address out'),
  hint('/unban NAME|ADDRESS', 'for operators: let them in again'),
  hint('/mute NAME [DURATION]', 'for operators: let somebody read, and not speak'),
  hint('/unmute NAME', 'for operators: let somebody speak again'),
  hint('/delete NAME|SEQ', 'for operators: take messages out of the history'),
];

/** The commands that begin with what is typed so far; none once there is a space, or without a slash. */
export const suggestCommands = (typed: string): readonly CommandHint[] =>
  /^\/[a-z]*$/i.test(typed) ? COMMANDS.filter(({ name }) => name.startsWith(typed.toLowerCase())) : [];

/** What stands in the message box once a command is chosen. */
export const insertCommand = ({ name, usage }: CommandHint): string => (usage === name ? name : `${name} `);
