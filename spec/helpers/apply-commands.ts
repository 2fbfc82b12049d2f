import {
  applyTurn,
  emptyChat,
  isReadCommand,
  parseName,
  SERVER,
  type ChatState,
  type ClientId,
  type Command,
  type HistoryWindow,
  type JournalItem,
  type Name,
  type ClientCommand,
  type BanTarget,
} from '../../src/chat';

export const nameOf = (raw: string): Name => {
  const parsed = parseName(raw);
  if (parsed.kind === 'invalid') throw new Error(`${raw}: ${parsed.reason}`);
  return parsed.name;
};

/** Whom a ban is on. */
export const byName = (name: string): BanTarget => ({ kind: 'name', name: nameOf(name) });
export const byAddress = (address: string): BanTarget => ({ kind: 'address', address });

const post = (client: ClientId, command: Command): ClientCommand => ({ client, command });

const lasting = (ms: number | undefined) => (ms === undefined ? {} : { ms });
const because = (reason: string | undefined) => (reason === undefined ? {} : { reason });

/** What clients post, in a word each. */
export const posts = {
  enter: (client: ClientId, name: string, room = 'lobby', remote?: string): ClientCommand =>
    post(client, {
      kind: 'enter',
      name: nameOf(name),
      room: nameOf(room),
      ...(remote !== undefined && { remote }),
    }),
  resume: (client: ClientId, name: string, after: number): ClientCommand =>
    post(client, { kind: 'enter', name: nameOf(name), room: nameOf('lobby'), after }),
  /** With what it may be picked up by: hashes are words here. */
  enterWith: (resumeTokenHash: string, { client, command }: ClientCommand): ClientCommand =>
    post(client, { ...command, resumeTokenHash } as Command),
  pickUp: (client: ClientId, tokenHash: string, nextTokenHash?: string, remote?: string): ClientCommand =>
    post(client, {
      kind: 'resume',
      tokenHash,
      ...(nextTokenHash !== undefined && { nextTokenHash }),
      ...(remote !== undefined && { remote }),
    }),
  say: (client: ClientId, text: string): ClientCommand => post(client, { kind: 'say', text }),
  act: (client: ClientId, text: string): ClientCommand => post(client, { kind: 'act', text }),
  tell: (client: ClientId, to: string, text: string): ClientCommand =>
    post(client, { kind: 'tell', to: nameOf(to), text }),
  rename: (client: ClientId, name: string): ClientCommand =>
    post(client, { kind: 'rename', name: nameOf(name) }),
  join: (client: ClientId, room: string): ClientCommand => post(client, { kind: 'join', room: nameOf(room) }),
  topic: (client: ClientId, text: string): ClientCommand => post(client, { kind: 'topic', text }),
  leave: (client: ClientId, reason?: string): ClientCommand =>
    post(client, { kind: 'leave', ...because(reason) }),
  grant: (client: ClientId): ClientCommand => post(client, { kind: 'grant' }),
  announce: (text: string, client: ClientId = SERVER): ClientCommand =>
    post(client, { kind: 'announce', text }),
  kick: (client: ClientId, name: string, reason?: string): ClientCommand =>
    post(client, { kind: 'kick', name: nameOf(name), ...because(reason) }),
  ban: (client: ClientId, whom: BanTarget, ms?: number): ClientCommand =>
    post(client, { kind: 'ban', whom, ...lasting(ms) }),
  unban: (client: ClientId, whom: BanTarget): ClientCommand => post(client, { kind: 'unban', whom }),
  mute: (client: ClientId, name: string, ms?: number): ClientCommand =>
    post(client, { kind: 'mute', name: nameOf(name), ...lasting(ms) }),
  unmute: (client: ClientId, name: string): ClientCommand =>
    post(client, { kind: 'unmute', name: nameOf(name) }),
  remove: (client: ClientId, target: string | number): ClientCommand =>
    post(client, { kind: 'delete', target: typeof target === 'number' ? target : nameOf(target) }),
  removeAll: (text?: string, client: ClientId = SERVER): ClientCommand =>
    post(client, { kind: 'remove-all', ...(text !== undefined && { text }) }),
  setLimits: (history: number, rooms = 1000, client: ClientId = SERVER): ClientCommand =>
    post(client, { kind: 'set-limits', limits: { history, rooms } }),
  who: (client: ClientId): ClientCommand => post(client, { kind: 'who' }),
  rooms: (client: ClientId): ClientCommand => post(client, { kind: 'rooms' }),
  askTopic: (client: ClientId): ClientCommand => post(client, { kind: 'ask-topic' }),
  history: (client: ClientId, limit: number, before?: number): ClientCommand =>
    post(client, { kind: 'history', limit, ...(before !== undefined && { before }) }),
  ignore: (client: ClientId, name?: string): ClientCommand =>
    post(client, { kind: 'ignore', ...(name !== undefined && { name: nameOf(name) }) }),
  sanctions: (client: ClientId, of: 'bans' | 'mutes'): ClientCommand =>
    post(client, { kind: 'sanctions', of }),
  part: (client: ClientId): ClientCommand => post(client, { kind: 'part' }),
  reply: (client: ClientId, ...lines: string[]): ClientCommand =>
    post(client, { kind: 'reply', fact: { kind: 'answered', lines } }),
};

/** A post, and how long after the one before it it is ordered, in ms. */
export interface Timed extends ClientCommand {
  readonly wait?: number;
}

export const after = (wait: number, each: ClientCommand): Timed => ({ ...each, wait });

/** A post with what a dialect puts on its command. */
export const tagged = (id: string, { client, command }: ClientCommand): ClientCommand => ({
  client,
  command: { ...command, id },
});

/**
 * The items that a journal makes of posts. Where nothing else is said, an entry comes a second after the item before it,
 * and a question at once: an entry is then ordered at 1000 times its number.
 */
export const items = (list: readonly Timed[], seq = 0, at = seq * 1000): readonly JournalItem[] =>
  list.map(({ client, command, wait }) => {
    if (isReadCommand(command)) return { at: (at += wait ?? 0), client, command };
    return { seq: ++seq, at: (at += wait ?? 1000), client, command };
  });

/** The state that posts lead to. */
export const fold = (list: readonly Timed[], state: ChatState = emptyChat): ChatState =>
  applyTurn(state, items(list, state.seq, state.at)).state;

/** The messages in a window. */
export const remembered = ({ messages, from, to }: HistoryWindow) => messages.slice(from, to);

/** A `Map`, or what reads like one. */
const isMap = (value: object): value is ReadonlyMap<unknown, unknown> => 'get' in value && 'entries' in value;

/** A state or a notice as plain values that can be compared: of a history only what is in its window counts. */
export const plain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (isMap(value)) return [...value].map(plain);
  if (value instanceof Set) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if ('messages' in value) {
    const history = value as HistoryWindow;
    return { messages: remembered(history), lost: history.lostSeq };
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
};
