import type { Command } from '../../chat';
import { authoredText } from '../../chat/reducer/commands';
import { findSecretCommand } from '../../chat/text/secret-command';
import { errorCommand } from './credentials';

/**
 * The command, or an error reply if it would send a text that reads like a secret. All commands of clients and the
 * console pass through here, in each dialect, before they are delivered or stored.
 */
export const rejectSecrets = (command: Command): Command => {
  const meant = findSecretCommand(authoredText(command) ?? '');
  return meant === undefined
    ? command
    : errorCommand('not-said', `begin with /${meant}, without a space`, command.id);
};
