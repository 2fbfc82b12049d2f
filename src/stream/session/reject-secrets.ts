import { secretCommand, type Command } from '../../chat';
import { refusal } from './credentials';

/** What others would hear of a command, in words of its author. */
const wordsOf = (command: Command): string | undefined => {
  switch (command.kind) {
    case 'say':
    case 'act':
    case 'tell':
    case 'topic':
    case 'announce':
      return command.text;
    case 'kick':
    case 'leave':
      return command.reason;
    default:
      return undefined;
  }
};

/**
 * The command, or a refusal where it would tell others what reads like a secret. All that a client or the console asks
 * goes through here, whatever its dialect is, before anybody hears of it and before it is kept.
 */
export const withhold = (command: Command): Command => {
  const meant = secretCommand(wordsOf(command) ?? '');
  return meant === undefined
    ? command
    : refusal('not-said', `begin with /${meant}, without a space`, command.id);
};
