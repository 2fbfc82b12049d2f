import { isBareOp, isBlank } from '../../chat';
import { isCredential, type DialectCommand } from '../../stream';
import { readConsoleLine } from './chat-commands';
import { errorReply } from '../common/replies';

const NO_SECRET = 'the console needs no secret';

/** The command in a line of the server's console: plain text is said as the server. */
export const parseConsoleLine = (line: string): DialectCommand | undefined => {
  if (isBareOp(line)) return errorReply(NO_SECRET);
  const asked = readConsoleLine(line, announce);
  return asked && isCredential(asked) ? errorReply(NO_SECRET) : asked;
};

/** The same of a line behind an `/op` alone: it is the secret, most likely, and is not said. */
export const readBehindOp = (): DialectCommand =>
  errorReply(`${NO_SECRET}: the line after /op was not sent`, 'not-said');

const announce = (text: string): DialectCommand | undefined =>
  isBlank(text) ? undefined : { kind: 'announce', text };
