import { isEvent, isMessages, type Message, type Outbound, type Turn } from '../../chat';
import { LINE_OVERHEAD_BYTES } from '../../stream';
import { encode, hashLongKey, type IndexRow, type Row, type IndexedRun } from './row-codec';

/** The messages of a turn, by the comparison key of the room. */
export const messagesByRoom = ({ events }: Turn): ReadonlyMap<string, readonly Message[]> => {
  const rooms = new Map<string, Message[]>();
  for (const outbound of events) {
    const { audience } = outbound;
    const added = messagesOf(outbound);
    if (audience.kind !== 'room' || added.length === 0) continue;
    const messages = rooms.get(audience.room) ?? [];
    rooms.set(audience.room, messages);
    for (const message of added) messages.push(message);
  }
  return rooms;
};

const messageRuns = (messages: readonly Message[]): readonly IndexedRun[] => {
  const runs: [number, number, string][] = [];
  for (const { seq, from } of messages) {
    const last = runs.at(-1);
    if (last?.[2] === from && last[0] + last[1] === seq) last[1]++;
    else runs.push([seq, 1, from]);
  }
  return runs;
};

/** The rows by which a room's messages in a batch are found again; `gone` are the same rows when they are to go. */
export const roomIndexRows = (seq: number, turn: Turn, gone = false): readonly Row[] =>
  [...messagesByRoom(turn)].map(([room, messages]) => {
    const key = [hashLongKey(room), seq];
    if (gone) return { key };
    const bytes = messages.reduce((sum, { text }) => sum + text.length + LINE_OVERHEAD_BYTES, 0);
    const row: IndexRow = { room: messages[0]?.room ?? room, said: messageRuns(messages), bytes };
    return { key, value: encode(row) };
  });

/** The seq and the author's name of each message of a row. */
export const indexedMessages = ({ said }: IndexRow): readonly (readonly [seq: number, from: string])[] =>
  said.flatMap(([first, count, from]) =>
    Array.from({ length: count }, (_, index) => [first + index, from] as const),
  );

export const countMessages = ({ events }: Turn): number =>
  events.reduce((sum, outbound) => sum + messagesOf(outbound).length, 0);

/** A deletion: all earlier messages of a name, or one message, and the entry that deleted them. */
export type Deletion = readonly [target: string | number, seq: number];

export const deletionsIn = ({ events }: Turn): readonly Deletion[] =>
  events.flatMap((outbound) => {
    if (!isEvent(outbound) || outbound.fact.kind !== 'moderated') return [];
    const { target, seq } = outbound.fact;
    return target === undefined ? [] : [[target, seq] as const];
  });

/** The rows that say so. */
export const deletionRows = (turn: Turn): readonly Row[] =>
  deletionsIn(turn).map(([target, seq]) => ({ key: [target], value: encode(seq) }));

const NONE: readonly Message[] = [];

const messagesOf = (outbound: Outbound): readonly Message[] => {
  if (isMessages(outbound)) return outbound.messages;
  if (!isEvent(outbound)) return NONE;
  const { fact } = outbound;
  return fact.kind === 'said' || fact.kind === 'acted' ? [fact] : NONE;
};
