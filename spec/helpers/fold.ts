import {
  applyTurn,
  emptyChat,
  isQuestion,
  parseName,
  SERVER,
  type ChatState,
  type ClientId,
  type Command,
  type HistoryWindow,
  type Item,
  type Name,
  type Post,
} from '../../src/chat';

export const nameOf = (raw: string): Name => {
  const parsed = parseName(raw);
  if (parsed.kind === 'bad') throw new Error(`${raw}: ${parsed.reason}`);
  return parsed.name;
};

const post = (client: ClientId, command: Command): Post => ({ client, command });

/** What clients post, in a word each. */
export const posts = {
  enter: (client: ClientId, name: string, room = 'lobby'): Post =>
    post(client, { kind: 'enter', name: nameOf(name), room: nameOf(room) }),
  say: (client: ClientId, text: string): Post => post(client, { kind: 'say', text }),
  act: (client: ClientId, text: string): Post => post(client, { kind: 'act', text }),
  rename: (client: ClientId, name: string): Post => post(client, { kind: 'rename', name: nameOf(name) }),
  leave: (client: ClientId, reason?: string): Post =>
    post(client, reason === undefined ? { kind: 'leave' } : { kind: 'leave', reason }),
  who: (client: ClientId): Post => post(client, { kind: 'who' }),
  part: (client: ClientId): Post => post(client, { kind: 'part' }),
  reply: (client: ClientId, ...lines: string[]): Post =>
    post(client, { kind: 'reply', fact: { kind: 'answered', lines } }),
  announce: (text: string): Post => post(SERVER, { kind: 'announce', text }),
  vacate: (text: string): Post => post(SERVER, { kind: 'vacate', text }),
  limit: (history: number): Post => post(SERVER, { kind: 'limit', limits: { history } }),
};

/** The items that a journal makes of posts; an entry is ordered at 1000 times its number. */
export const items = (list: readonly Post[], seq = 0): readonly Item[] =>
  list.map(
    (each) => ({ ...(isQuestion(each.command) ? {} : { seq: ++seq, at: seq * 1000 }), ...each }) as Item,
  );

/** The state that posts lead to. */
export const fold = (list: readonly Post[], state: ChatState = emptyChat): ChatState =>
  applyTurn(state, items(list, state.seq)).state;

/** The messages in a window. */
export const remembered = ({ messages, from, to }: HistoryWindow) => messages.slice(from, to);

/** A state or a notice as plain values that can be compared: of a history only what is in its window counts. */
export const plain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return [...value].map(plain);
  if (value instanceof Set) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if ('messages' in value) return remembered(value as HistoryWindow);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
};
