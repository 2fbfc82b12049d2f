import { findSecretCommand, type Command } from '../../chat';
import { errorCommand } from './credentials';

/** What others would hear of a command, in words of its author. */
const authoredTexts = (command: Command): string | undefined => {
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
export const rejectSecrets = (command: Command): Command => {
  const meant = findSecretCommand(authoredTexts(command) ?? '');
  return meant === undefined
    ? command
    : errorCommand('not-said', `begin with /${meant}, without a space`, command.id);
};
