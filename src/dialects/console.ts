import { cleanText, isBlank, type Command } from '../chat';
import { readConsoleCommand } from './chat-commands';
import { refuse } from './replies';

/** The command in a line of the server's console: plain text is said as the server. */
export const readConsole = (line: string): Command | undefined => {
  if (line.startsWith('/') && !line.startsWith('//')) {
    const asked = readConsoleCommand(line);
    return asked.kind === 'op' || asked.kind === 'unlock' ? refuse('the console needs no secret') : asked;
  }
  const text = cleanText(line.startsWith('//') ? line.slice(1) : line);
  return isBlank(text) ? undefined : { kind: 'announce', text };
};
