import { commandAfterSpace, isBareOp, findSecretCommand } from '../../chat/text/secret-command';
import { cleanText, isBlank } from '../../chat/text/clean-text';
import { splitFirstWord } from '../../chat/text/split-first-word';
import { COMMANDS } from './command-hints';
import { MAX_REQUEST_BYTES, byteLengthOfRequest, type ClientRequest } from '../protocol/client-requests';

/** A text that may contain a secret is not stored. */
export { mayContainSecret } from '../../chat/text/secret-command';

/** A line of the message box as a request, or why it can't be sent. */
export type ParsedInput =
  | { readonly kind: 'request'; readonly request: ClientRequest }
  | { readonly kind: 'refused'; readonly why: string }
  /** `/op` alone: the secret is asked for. */
  | { readonly kind: 'ask-secret' };

const request = (made: ClientRequest): ParsedInput => ({ kind: 'request', request: made });
const rejected = (why: string): ParsedInput => ({ kind: 'refused', why });

/** The commands that are requests of their own; the server reads all the others as they stand. */
const own: Readonly<Record<string, (rest: string) => ParsedInput | undefined>> = {
  me: (rest) =>
    isBlank(rest) ? rejected('The text is missing: /me TEXT') : request({ type: 'act', text: rest }),
  msg: (rest) => {
    const [to, text] = splitFirstWord(rest);
    return isBlank(text)
      ? rejected('The name or the text is missing: /msg NAME TEXT')
      : request({ type: 'tell', to, text });
  },
  nick: (rest) => (rest === '' ? undefined : request({ type: 'rename', name: rest })),
  join: (rest) => (rest === '' ? undefined : request({ type: 'join', room: rest })),
  topic: (rest) => (rest === '' ? undefined : request({ type: 'topic', text: rest })),
  who: () => request({ type: 'who' }),
  quit: (rest) => request(rest === '' ? { type: 'leave' } : { type: 'leave', reason: rest }),
};

const parseCommand = (line: string): ParsedInput => {
  const [name, rest] = splitFirstWord(line.slice(1));
  const read = Object.hasOwn(own, name) ? own[name] : undefined;
  return read?.(rest.trim()) ?? request({ type: 'command', line });
};

const isCommand = (line: string): boolean => line.startsWith('/') && !line.startsWith('//');

const NAMES: ReadonlySet<string> = new Set(COMMANDS.map(({ name }) => name.slice(1)));

/** The command that a line would have been without what stands before its slash. */
const misspelledCommand = (raw: string, line: string): string | undefined => {
  if (isCommand(raw)) return undefined;
  const behind = commandAfterSpace(line);
  return findSecretCommand(line) ?? (behind !== undefined && NAMES.has(behind) ? behind : undefined);
};

const beginWith = (name: string): ParsedInput => rejected(`Begin with /${name}, without a space.`);

/** The text of a request for others. */
const wordsOf = (made: ClientRequest): string => {
  if ('text' in made) return made.text ?? '';
  return made.type === 'leave' ? (made.reason ?? '') : '';
};

const parseLine = (raw: string): ParsedInput => {
  const line = cleanText(raw);
  const name = misspelledCommand(raw, line);
  if (name !== undefined) return beginWith(name);
  if (isBareOp(line)) return { kind: 'ask-secret' };
  const said = line.startsWith('//') ? line.slice(1) : line;
  return check(isCommand(line) ? parseCommand(line.trim()) : request({ type: 'say', text: said }), line);
};

/** A request that is not too long, and that tells nobody what reads like a secret: the page would keep it, too. */
const check = (composed: ParsedInput, line: string): ParsedInput => {
  if (composed.kind !== 'request') return composed;
  const meant = findSecretCommand(wordsOf(composed.request));
  if (meant !== undefined) return beginWith(meant);
  const bytes = byteLengthOfRequest(composed.request);
  return bytes > MAX_REQUEST_BYTES ? rejected(tooLong(line, bytes - MAX_REQUEST_BYTES)) : composed;
};

const tooLong = (line: string, over: number): string =>
  `“${Array.from(line).slice(0, 24).join('')}…” is ${over} bytes too long: the server takes ${MAX_REQUEST_BYTES} a line. ` +
  'Break it with Shift+Enter, or shorten it.';

/** Lines behind a private message in one text are most likely private, too. */
const PRIVATE_COMMAND = /^\s*\/msg(?:\s|$)/i;

const isPublic = (composed: ParsedInput): boolean =>
  composed.kind === 'request' && composed.request.type === 'say';

const publicAfterPrivateError = (number: number): ParsedInput =>
  rejected(
    `${number === 2 ? 'The second line' : `Line ${number}`} would be said to everybody. ` +
      'Begin it with /msg too, or send it on its own.',
  );

const SECRET_COMMAND_ALONE = rejected('/op asks for the secret: send it without other lines.');

/** The lines of a text that have something in them, each as a request of its own. */
export const parseInput = (text: string): readonly ParsedInput[] => {
  const lines = text.split(/\r\n|[\n\r\x85\u2028\u2029]/);
  const secret = lines.findIndex((line) => PRIVATE_COMMAND.test(cleanText(line)));
  const all = lines.flatMap((line, index) => {
    if (isBlank(cleanText(line))) return [];
    const composed = parseLine(line);
    return secret >= 0 && index > secret && isPublic(composed)
      ? [publicAfterPrivateError(index + 1)]
      : [composed];
  });
  // The next line would be the secret, and not a text.
  return all.length > 1 && all.some(({ kind }) => kind === 'ask-secret') ? [SECRET_COMMAND_ALONE] : all;
};
