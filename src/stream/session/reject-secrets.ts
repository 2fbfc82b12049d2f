import { authoredText, findSecretCommand, type Command } from '../../chat';
import { errorCommand } from './credentials';

/**
 * The command, or a refusal where it would tell others what reads like a secret. All that a client or the console asks
 * goes through here, whatever its dialect is, before anybody hears of it and before it is kept.
 */
export const rejectSecrets = (command: Command): Command => {
  const meant = findSecretCommand(authoredText(command) ?? '');
  return meant === undefined
    ? command
    : errorCommand('not-said', `begin with /${meant}, without a space`, command.id);
};
