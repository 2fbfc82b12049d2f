import type { Entered, ChatEvent, HistoryWindow, Message } from '../../chat';
import { lastWithinBytes, slice, indexOfSeq } from '../../chat';
import { formatEvent } from '../chat/format-event';
import { isoTime } from '../common/time';

/** How many members `entered` names. */
const MAX_NAMES_IN_JSON = 100;
/** How many bytes of messages an answer has, about. */
export const MAX_HISTORY_BYTES = 65_536;

/** Characters that JSON escapes, and half of a surrogate pair, or a pair: texts that are cleaned have few of them. */
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/; // eslint-disable-line no-control-regex -- JSON escapes them

const quoteJson = (text: string): string => (NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`);

/** The line of each message in a row: `JSON.stringify` of `messageObject`, of which only the number and the text differ. */
export const messageLines = (messages: readonly Message[]): string => {
  const [first] = messages;
  if (!first) return '';
  const head = `{"type":"${first.kind}","seq":`;
  const rest = `,"at":"${isoTime(first.at)}","room":${quoteJson(first.room)},"from":${quoteJson(first.from)},"text":`;
  let lines = '';
  for (const { seq, text } of messages) lines += `${head}${seq}${rest}${quoteJson(text)}}\n`;
  return lines;
};

export const messageObject = ({ kind, seq, at, room, from, text }: Message): object => ({
  type: kind,
  seq,
  at: isoTime(at),
  room,
  from,
  text,
});

const byteLengthOfMessage = (message: Message): number => Buffer.byteLength(JSON.stringify(message));

/** Lines of the `chat` dialect as an object, without their marks. */
export const noticeObject = (lines: string): object => ({
  type: 'notice',
  text: lines.replace(/^\* /gm, '').trimEnd(),
});

/** The objects of an event; most events are one. */
export const eventObjects = (fact: ChatEvent, at: number, log: string): readonly object[] => {
  switch (fact.kind) {
    case 'said':
    case 'acted':
      return [messageObject(fact)];
    case 'told':
      return [{ type: 'told', at: isoTime(at), from: fact.from, to: fact.to, text: fact.text }];
    case 'joined':
      return [{ type: 'joined', seq: fact.seq, at: isoTime(at), room: fact.room, name: fact.name }];
    case 'left':
      return [
        {
          type: 'left',
          seq: fact.seq,
          at: isoTime(at),
          room: fact.room,
          name: fact.name,
          reason: fact.reason,
          by: fact.by,
        },
      ];
    case 'renamed':
      return [
        { type: 'renamed', seq: fact.seq, at: isoTime(at), room: fact.room, from: fact.from, to: fact.to },
      ];
    case 'topic':
      return [
        { type: 'topic', seq: fact.seq, at: isoTime(at), room: fact.room, from: fact.from, text: fact.text },
      ];
    case 'topic-is':
      return [{ type: 'topic', room: fact.room, text: fact.text }];
    case 'deleted':
      return fact.seqs.map((seq) => ({ type: 'deleted', room: fact.room, seq }));
    case 'entered':
      return [enteredObject(fact, log)];
    case 'members': {
      const { room, members } = fact;
      const names = members.map(({ name }) => name);
      const since = members.map((member) => isoTime(member.since));
      return [{ type: 'members', room, count: members.length, members: names, since }];
    }
    case 'rooms':
      return [{ type: 'rooms', rooms: fact.rooms }];
    case 'history': {
      const shown = lastWithinBytes(fact.history, MAX_HISTORY_BYTES, byteLengthOfMessage);
      return [
        { type: 'history', room: fact.room, history: messagesOf(shown), complete: shown.lostSeq === 0 },
      ];
    }
    case 'skipped':
      return [{ type: 'skipped', count: fact.count, of: fact.of }];
    case 'refused':
      return [{ type: 'error', code: fact.code, message: fact.text }];
    default:
      return [noticeObject(formatEvent(fact, at))];
  }
};

const enteredObject = ({ seq, name, room, topic, others, history, after }: Entered, log: string): object => {
  const missed = after === undefined ? history : slice(history, indexOfSeq(history, after + 1), history.to);
  const shown = lastWithinBytes(missed, MAX_HISTORY_BYTES, byteLengthOfMessage);
  const members = [...others.names.slice(0, MAX_NAMES_IN_JSON - 1), name];
  const complete = after === undefined || Math.max(history.lostSeq, droppedCount(missed, shown)) <= after;
  return {
    type: 'entered',
    seq,
    log,
    name,
    room,
    topic,
    members,
    count: others.count + 1,
    history: messagesOf(shown),
    complete,
  };
};

/** The seq of the last message that was cut off to keep the answer small; 0 if none was. */
const droppedCount = (missed: HistoryWindow, shown: HistoryWindow): number =>
  shown.from > missed.from ? (missed.messages[shown.from - 1]?.seq ?? 0) : 0;

const messagesOf = ({ messages, from, to }: HistoryWindow): readonly object[] =>
  messages.slice(from, to).map(messageObject);
