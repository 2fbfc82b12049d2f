import { cleanText, isBlank, LOBBY, parseName, type Enter, type Name } from '../../chat';
import type { Credential, DialectCommand, SessionStage } from '../../stream';
import { withName } from '../common/parse-arguments';
import { readChatCommand } from '../chat/chat-commands';
import { encodeTag, type RequestId } from './correlation-tag';
import { errorReply } from '../common/replies';
import { topic as readTopic } from '../chat/user-commands';

type Fields = Readonly<Record<string, unknown>>;

/** A request's text is used up to so many messages, and an id of so many characters. */
const MAX_HISTORY_LIMIT = 1000;
const DEFAULT_HISTORY_LIMIT = 100;
const MAX_ID_LENGTH = 128;

/** Every log has another id than this: it stands for one that is not known here. */
const UNKNOWN_LOG = -1;

/** The command in a line of the `json` dialect. Whatever is wrong with it is an answer. */
export const parseRequest = (stage: SessionStage, line: string, log: string): DialectCommand | Credential => {
  const fields = parseObject(line);
  if (!fields) return malformed('not a JSON object: send one per line, such as {"type":"who"}');
  const { id, type } = fields;
  if (id !== undefined && !isId(id))
    return malformed(`id must be a number, or a string of at most ${MAX_ID_LENGTH} characters`);
  const command = readType(fields, stage, log);
  const tag = encodeTag(id, type === 'command');
  return tag === undefined ? command : withId(command, tag);
};

const withId = (command: DialectCommand | Credential, id: string): DialectCommand | Credential =>
  command.kind === 'password' && command.thenCommand
    ? { ...command, id, thenCommand: { ...command.thenCommand, id } }
    : { ...command, id };

const parseObject = (line: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
};

const isId = (id: unknown): id is RequestId =>
  (typeof id === 'number' && Math.abs(id) <= Number.MAX_SAFE_INTEGER) ||
  (typeof id === 'string' && id.length <= MAX_ID_LENGTH);

const malformed = (text: string): DialectCommand => errorReply(text, 'malformed');

const readType = (fields: Fields, stage: SessionStage, log: string): DialectCommand | Credential => {
  if (fields.type === 'enter') return readEnter(fields, stage, log);
  if (stage !== 'entered') return errorReply('enter first: {"type":"enter","name":"…"}', 'not-entered');
  const read = typeof fields.type === 'string' ? requestParsers.get(fields.type) : undefined;
  if (read) return read(fields);
  return malformed(`type must be one of enter, ${[...requestParsers.keys()].join(', ')}`);
};

const readEnter = (fields: Fields, stage: SessionStage, log: string): DialectCommand | Credential => {
  const { room, password } = fields;
  const { name } = fields;
  if (typeof name !== 'string') return malformed('name must be a string');
  if (room !== undefined && typeof room !== 'string') return malformed('room must be a string');
  if (password !== undefined && typeof password !== 'string') return malformed('password must be a string');
  const seen = readAfter(fields.after, log);
  if (!seen) return malformed('after must be {"log":ID,"seq":N}');
  const then = readNames(name, room, seen);
  return stage === 'password' ? { kind: 'password', secret: password ?? '', thenCommand: then } : then;
};

const readNames = (name: string, room: string | undefined, seen: Pick<Enter, 'after'>): DialectCommand => {
  const parsed = parseName(name);
  if (parsed.kind === 'invalid') return errorReply(parsed.reason, 'bad-name');
  const enter = (where: Name): DialectCommand => ({ kind: 'enter', name: parsed.name, room: where, ...seen });
  return room === undefined ? enter(LOBBY) : withName(room, '"room":ROOM', enter);
};

const readAfter = (after: unknown, log: string): Pick<Enter, 'after'> | undefined => {
  if (after === undefined || after === null) return {};
  if (typeof after !== 'object') return undefined;
  const { log: known, seq } = after as Fields;
  if (typeof known !== 'string' || !isSeq(seq)) return undefined;
  return { after: known === log ? seq : UNKNOWN_LOG };
};

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const withText = (fields: Fields, then: (text: string) => DialectCommand): DialectCommand => {
  const { text } = fields;
  if (typeof text !== 'string') return malformed('text must be a string');
  const clean = cleanText(text);
  return isBlank(clean) ? malformed('text must have a visible character') : then(clean);
};

/** The command for the name in a field. */
const withField = (fields: Fields, field: string, then: (name: Name) => DialectCommand): DialectCommand => {
  const value = fields[field];
  return typeof value === 'string'
    ? withName(value, `"${field}":"…"`, then)
    : malformed(`${field} must be a string`);
};

const readHistory = ({ before, limit = DEFAULT_HISTORY_LIMIT }: Fields): DialectCommand => {
  if (!isCount(limit)) return malformed('limit must be a whole number of at least 1');
  if (before !== undefined && !isCount(before)) return malformed('before must be a seq');
  const most = Math.min(limit, MAX_HISTORY_LIMIT);
  return before === undefined ? { kind: 'history', limit: most } : { kind: 'history', limit: most, before };
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

const readLeave = ({ reason }: Fields): DialectCommand => {
  if (reason !== undefined && typeof reason !== 'string') return malformed('reason must be a string');
  const text = cleanText(reason ?? '').trim();
  return isBlank(text) ? { kind: 'leave' } : { kind: 'leave', reason: text };
};

/** A program has no next line for a secret: it comes in the same object. */
const withSecret = (asked: DialectCommand | Credential): DialectCommand | Credential =>
  asked.kind === 'operator-secret' && asked.secret === undefined
    ? errorReply('the secret is missing: /op SECRET')
    : asked;

const readCommand = ({ line }: Fields): DialectCommand | Credential =>
  typeof line === 'string' && line.startsWith('/') && !line.startsWith('//')
    ? withSecret(readChatCommand(line))
    : malformed('line must be a string that begins with /');

const requestParsers = new Map<string, (fields: Fields) => DialectCommand | Credential>([
  ['say', (fields) => withText(fields, (text) => ({ kind: 'say', text }))],
  ['act', (fields) => withText(fields, (text) => ({ kind: 'act', text }))],
  [
    'tell',
    (fields) => withText(fields, (text) => withField(fields, 'to', (to) => ({ kind: 'tell', to, text }))),
  ],
  ['rename', (fields) => withField(fields, 'name', (name) => ({ kind: 'rename', name }))],
  ['join', (fields) => withField(fields, 'room', (room) => ({ kind: 'join', room }))],
  ['topic', (fields) => (fields.text === undefined ? readTopic('') : withText(fields, readTopic))],
  ['who', () => ({ kind: 'who' })],
  ['rooms', () => ({ kind: 'rooms' })],
  ['history', readHistory],
  ['command', readCommand],
  ['leave', readLeave],
]);
