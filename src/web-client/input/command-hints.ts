import {
  HELP_COMMAND,
  OPERATOR_COMMANDS,
  USER_COMMANDS,
  type CommandHelp,
} from '../../chat/text/slash-commands';

/** A command as it is offered while somebody types it. */
export interface CommandHint extends CommandHelp {
  /** With its slash. */
  readonly name: string;
}

const toHint = ({ usage, help }: CommandHelp): CommandHint => ({
  name: /^\/\S+/.exec(usage)?.[0] ?? usage,
  usage,
  help,
});

/**
 * The commands of the `chat` dialect that make sense on the page: those of all clients, then those of operators. The page
 * resumes by itself.
 */
export const COMMANDS: readonly CommandHint[] = [
  HELP_COMMAND,
  ...Object.values<CommandHelp>(USER_COMMANDS).filter((command) => command !== USER_COMMANDS.resume),
  ...Object.values<CommandHelp>(OPERATOR_COMMANDS).map(({ usage, help }) => ({
    usage,
    help: `for operators: ${help}`,
  })),
].map(toHint);

/** The commands that begin with what is typed so far; none once there is a space, or without a slash. */
export const suggestCommands = (typed: string): readonly CommandHint[] =>
  /^\/[a-z]*$/i.test(typed) ? COMMANDS.filter(({ name }) => name.startsWith(typed.toLowerCase())) : [];

/** The text of the message box after the choice of a command. */
export const insertCommand = ({ name, usage }: CommandHint): string => (usage === name ? name : `${name} `);
