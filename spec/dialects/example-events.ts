import type { ChatEvent, HistoryWindow, Message, HistoryReply } from '../../src/chat';
import { emptyHistory, append } from '../../src/chat/model/history';

/** When all of it is told. */
export const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export const messageOf = (text: string, seq = 7, at = AT): Message => ({
  kind: 'said',
  seq,
  at,
  client: 'a',
  from: 'ann',
  room: 'lobby',
  text,
});

/** A history of these texts, of which the first has the seq 1; the last `cap` of them. */
export const historyOf = (texts: readonly string[], cap = texts.length): HistoryWindow =>
  texts.reduce((window, text, index) => append(window, messageOf(text, index + 1), cap), emptyHistory);

/** A history that somebody has asked for. */
export const recallOf = (history: HistoryWindow): HistoryReply => ({
  kind: 'history',
  room: 'lobby',
  key: 'lobby',
  seq: 7,
  limit: 20,
  history,
});

const where = { seq: 7, room: 'lobby' } as const;
const entered = {
  kind: 'entered',
  ...where,
  name: 'ann',
  key: 'lobby',
  topic: '',
  others: { names: [], count: 0 },
  history: emptyHistory,
} as const;
const by = { kind: 'moderated', seq: 7, by: 'eve', whom: 'ann' } as const;
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `n${n + 1}`);

/** One of every fact, and more of those that are told in more than one way. */
export const facts = {
  said: messageOf('hi'),
  acted: { ...messageOf('waves'), kind: 'acted' },
  told: { kind: 'told', client: 'a', from: 'ann', to: 'bob', text: 'psst' },
  joined: { kind: 'joined', ...where, client: 'a', name: 'ann' },
  left: { kind: 'left', ...where, name: 'ann' },
  leftWhy: { kind: 'left', ...where, name: 'ann', reason: 'lunch' },
  leftBy: { kind: 'left', ...where, name: 'ann', reason: 'kicked by eve', by: 'eve' },
  renamed: { kind: 'renamed', ...where, client: 'a', from: 'ann', to: 'eve' },
  topic: { kind: 'topic', ...where, from: 'ann', text: 'cats' },
  topicIs: { kind: 'topic-is', room: 'lobby', text: 'cats' },
  noTopic: { kind: 'topic-is', room: 'lobby', text: '' },
  deleted: { kind: 'deleted', room: 'lobby', seqs: [3, 5] },
  entered,
  enteredWithWord: { ...entered, word: 'w0rd' },
  enteredWithTwo: { ...entered, topic: 'cats', others: { names: ['bob', 'cid'], count: 2 } },
  enteredWith20: { ...entered, others: { names: names(20), count: 20 } },
  enteredWith25: { ...entered, others: { names: names(25), count: 25 } },
  enteredWith120: { ...entered, others: { names: names(100), count: 120 } },
  members: {
    kind: 'members',
    room: 'lobby',
    members: [
      { name: 'ann', since: AT - 65_000 },
      { name: 'bob', since: AT - 3000, remote: '192.0.2.1:99' },
    ],
  },
  rooms: {
    kind: 'rooms',
    rooms: [
      { name: 'lobby', count: 2, topic: '' },
      { name: 'den', count: 0, topic: 'cats' },
    ],
  },
  noRooms: { kind: 'rooms', rooms: [] },
  history: recallOf(historyOf(['one', 'two'])),
  noHistory: recallOf(emptyHistory),
  skippedOne: { kind: 'skipped', count: 1 },
  skipped: { kind: 'skipped', count: 1234 },
  skippedTold: { kind: 'skipped', count: 1, of: 'told' },
  skippedTolds: { kind: 'skipped', count: 2, of: 'told' },
  granted: { kind: 'granted' },
  grant: { ...by, action: 'grant', by: 'ann' },
  announce: { ...by, action: 'announce', whom: 'everybody' },
  kick: { ...by, action: 'kick' },
  kickWhy: { ...by, action: 'kick', reason: 'noise' },
  ban: { ...by, action: 'ban' },
  banFor: { ...by, action: 'ban', whom: '192.0.2.1', ms: 7_200_000 },
  unban: { ...by, action: 'unban' },
  mute: { ...by, action: 'mute' },
  muteFor: { ...by, action: 'mute', ms: 90_000 },
  unmute: { ...by, action: 'unmute' },
  deleteOne: { ...by, action: 'delete', count: 1 },
  deleteMany: { ...by, action: 'delete', count: 3 },
  deleteSeq: { ...by, action: 'delete', whom: 'message 7', count: 1, target: 7 },
  bans: {
    kind: 'sanctions',
    of: 'bans',
    sanctions: [{ whom: 'ann' }, { whom: '192.0.2.1', until: AT + 60_000 }, { whom: 'bob', until: AT + 1 }],
  },
  mutes: { kind: 'sanctions', of: 'mutes', sanctions: [{ whom: 'ann' }] },
  noBans: { kind: 'sanctions', of: 'bans', sanctions: [] },
  noMutes: { kind: 'sanctions', of: 'mutes', sanctions: [] },
  announced: { kind: 'announced', text: 'maintenance at noon' },
  answered: { kind: 'answered', lines: ['one', 'two'] },
  answeredNothing: { kind: 'answered', lines: [] },
  refused: { kind: 'refused', code: 'name-taken', text: 'no' },
  tooManyTries: { kind: 'refused', code: 'too-many-tries', text: 'too many tries' },
} as const satisfies Readonly<Record<string, ChatEvent>>;

/** What a dialect makes of each of them: leaving one out does not compile. */
export type Told<T = string> = Readonly<Record<keyof typeof facts, T>>;

/** Each fact beside what is made of it, for a table. */
export const table = <T>(told: Told<T>): readonly (readonly [name: string, fact: ChatEvent, told: T])[] =>
  Object.entries(told).map(([name, each]) => [name, facts[name as keyof typeof facts], each]);
