import { isDeepStrictEqual } from 'node:util';
import type { ChatState, HistoryWindow, Room } from '../../chat';

/** How a state that is kept differs from what the log leads to, one line each: what it is about, and in what. */
export function* compareStates(folded: ChatState, kept: ChatState): Generator<string> {
  for (const name of ['seq', 'at', 'clock', 'limits', 'evictedSeq'] as const)
    if (!isEqual(folded[name], kept[name])) yield difference(name, folded[name], kept[name]);
  yield* compareMaps('room', folded.rooms, kept.rooms, compareRooms);
  yield* compareMaps('client', folded.clients, kept.clients, compareFields);
  yield* compareMaps('the holder of the name', folded.nameOwners, kept.nameOwners, compareWhole);
  yield* compareMaps('the ban on', folded.bans, kept.bans, compareFields);
  yield* compareMaps('the mute on', folded.mutes, kept.mutes, compareFields);
  yield* compareMaps('the word to resume', folded.resumePoints, kept.resumePoints, compareFields);
  yield* compareMaps('the last message of client', folded.lastMessageSeq, kept.lastMessageSeq, compareWhole);
}

type Compare<V> = (folded: V, kept: V) => Iterable<string>;

/** In whatever order their entries stand: what is kept has another. */
function* compareMaps<V>(
  what: string,
  folded: ReadonlyMap<string, V>,
  kept: ReadonlyMap<string, V>,
  compare: Compare<V>,
): Generator<string> {
  for (const [key, value] of folded) {
    const other = kept.get(key);
    if (other === undefined) yield `${what} ${key} is missing`;
    else for (const line of compare(value, other)) yield `${what} ${key}: ${line}`;
  }
  for (const key of kept.keys()) if (!folded.has(key)) yield `${what} ${key} is one too many`;
}

function* compareRooms(folded: Room, kept: Room): Generator<string> {
  const plain = ({ name, topic, members, history }: Room) => ({
    name,
    topic,
    members: [...members].sort(),
    lostSeq: history.lostSeq,
  });
  yield* compareFields(plain(folded), plain(kept));
  const [said, told] = [messagesOf(folded.history), messagesOf(kept.history)];
  if (said.length !== told.length) yield difference('the number of its messages', said.length, told.length);
  else {
    const at = said.findIndex((message, index) => !isEqual(message, told[index]));
    if (at >= 0) yield difference(`message ${said[at]?.seq ?? '?'}`, said[at], told[at]);
  }
}

function* compareFields(folded: object, kept: object): Generator<string> {
  const [before, after] = [new Map(Object.entries(folded)), new Map(Object.entries(kept))];
  for (const name of new Set([...before.keys(), ...after.keys()]))
    if (!isEqual(before.get(name), after.get(name)))
      yield difference(name, before.get(name), after.get(name));
}

function* compareWhole(folded: unknown, kept: unknown): Generator<string> {
  if (!isEqual(folded, kept)) yield `is ${truncate(kept)}, not ${truncate(folded)}`;
}

const messagesOf = ({ messages, from, to }: HistoryWindow) => messages.slice(from, to);

/** As JSON: what is kept went through it, and has no fields that are undefined. */
const isEqual = (folded: unknown, kept: unknown): boolean =>
  folded === kept || isDeepStrictEqual(jsonRoundTrip(folded), jsonRoundTrip(kept));

const jsonRoundTrip = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);

const difference = (name: string, folded: unknown, kept: unknown): string =>
  `${name} is ${truncate(kept)}, not ${truncate(folded)}`;

/** How much of a value a line shows, in characters. */
const MAX_DIFF_CHARS = 80;

const truncate = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MAX_DIFF_CHARS ? `${text.slice(0, MAX_DIFF_CHARS)}…` : text;
};
