import { commandBehindSpace, isBareOp, secretCommand } from '../../chat/text/secret-command';
import { cleanText, isBlank } from '../../chat/text/clean-text';
import { COMMANDS } from './command-hints';
import { MAX_BYTES, sizeOf, type Request } from '../protocol/client-requests';

/** What may have a secret in it is kept nowhere. */
export { mayHoldSecret } from '../../chat/text/secret-command';

/** A line of the message box as a request, or why it can't be sent. */
export type Composed =
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'refused'; readonly why: string }
  /** `/op` alone: the secret is asked for. */
  | { readonly kind: 'ask-secret' };

const request = (made: Request): Composed => ({ kind: 'request', request: made });
const refused = (why: string): Composed => ({ kind: 'refused', why });

const splitWord = (text: string): readonly [word: string, rest: string] => {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*)$/su.exec(text) ?? [];
  return [word, rest];
};

/** The commands that are requests of their own; the server reads all the others as they stand. */
const own: Readonly<Record<string, (rest: string) => Composed | undefined>> = {
  me: (rest) => (isBlank(rest) ? refused('Say what you do: /me TEXT') : request({ type: 'act', text: rest })),
  msg: (rest) => {
    const [to, text] = splitWord(rest);
    return isBlank(text)
      ? refused('Say to whom, and what: /msg NAME TEXT')
      : request({ type: 'tell', to, text });
  },
  nick: (rest) => (rest === '' ? undefined : request({ type: 'rename', name: rest })),
  join: (rest) => (rest === '' ? undefined : request({ type: 'join', room: rest })),
  topic: (rest) => (rest === '' ? undefined : request({ type: 'topic', text: rest })),
  who: () => request({ type: 'who' }),
  quit: (rest) => request(rest === '' ? { type: 'leave' } : { type: 'leave', reason: rest }),
};

const composeCommand = (line: string): Composed => {
  const [name, rest] = splitWord(line.slice(1));
  const read = Object.hasOwn(own, name) ? own[name] : undefined;
  return read?.(rest.trim()) ?? request({ type: 'command', line });
};

const isCommand = (line: string): boolean => line.startsWith('/') && !line.startsWith('//');

const NAMES: ReadonlySet<string> = new Set(COMMANDS.map(({ name }) => name.slice(1)));

/** The command that a line would have been without what stands before its slash. */
const mistaken = (raw: string, line: string): string | undefined => {
  if (isCommand(raw)) return undefined;
  const behind = commandBehindSpace(line);
  return secretCommand(line) ?? (behind !== undefined && NAMES.has(behind) ? behind : undefined);
};

const beginWith = (name: string): Composed => refused(`Begin with /${name}, without a space.`);

/** What others would read of a request. */
const wordsOf = (made: Request): string => {
  if ('text' in made) return made.text ?? '';
  return made.type === 'leave' ? (made.reason ?? '') : '';
};

const composeLine = (raw: string): Composed => {
  const line = cleanText(raw);
  const name = mistaken(raw, line);
  if (name !== undefined) return beginWith(name);
  if (isBareOp(line)) return { kind: 'ask-secret' };
  const said = line.startsWith('//') ? line.slice(1) : line;
  return check(isCommand(line) ? composeCommand(line.trim()) : request({ type: 'say', text: said }), line);
};

/** A request that is not too long, and that tells nobody what reads like a secret: the page would keep it, too. */
const check = (composed: Composed, line: string): Composed => {
  if (composed.kind !== 'request') return composed;
  const meant = secretCommand(wordsOf(composed.request));
  if (meant !== undefined) return beginWith(meant);
  const bytes = sizeOf(composed.request);
  return bytes > MAX_BYTES ? refused(tooLong(line, bytes - MAX_BYTES)) : composed;
};

const tooLong = (line: string, over: number): string =>
  `“${Array.from(line).slice(0, 24).join('')}…” is ${over} bytes too long: the server takes ${MAX_BYTES} a line. ` +
  'Break it with Shift+Enter, or shorten it.';

/** What is behind a private message in one text was most likely meant to be private, too. */
const PRIVATE = /^\s*\/msg(?:\s|$)/i;

const isPublic = (composed: Composed): boolean =>
  composed.kind === 'request' && composed.request.type === 'say';

const toEverybody = (number: number): Composed =>
  refused(
    `${number === 2 ? 'The second line' : `Line ${number}`} would be said to everybody. ` +
      'Begin it with /msg too, or send it on its own.',
  );

const ALONE = refused('/op asks for the secret: send it without other lines.');

/** The lines of a text that have something in them, each as a request of its own. */
export const compose = (text: string): readonly Composed[] => {
  const lines = text.split(/\r\n|[\n\r\x85\u2028\u2029]/);
  const secret = lines.findIndex((line) => PRIVATE.test(cleanText(line)));
  const all = lines.flatMap((line, index) => {
    if (isBlank(cleanText(line))) return [];
    const composed = composeLine(line);
    return secret >= 0 && index > secret && isPublic(composed) ? [toEverybody(index + 1)] : [composed];
  });
  // The next line would be the secret, and not a text.
  return all.length > 1 && all.some(({ kind }) => kind === 'ask-secret') ? [ALONE] : all;
};
