import { lastWithinBytes, type ChatEvent, type Message } from '../../chat';
import type { Credential, Dialect, DialectCommand } from '../../stream';
import { lineTooLongReply } from '../chat/chat';
import { formatEvent } from '../chat/format-event';
import { eventObjects, messageLines, noticeObject, MAX_HISTORY_BYTES } from './json-events';
import { parseRequest } from './parse-request';
import { encodeTag, decodeTag } from './correlation-tag';

/** The options of `jsonDialect`. */
export interface JsonDialectOptions {
  /** The version of the server, which `hello` has. */
  readonly version: string;
  /** The id of the log, which `hello` has: a `seq` of another log means another entry. */
  readonly log: string;
}

/** How an object ends, and the tag of what is asked in the words of `chat`, without an id. */
const OBJECT_END = '}\n';
const PLAIN_TAG = encodeTag(undefined, true) ?? '';

const objectLine = (object: object): string => `${JSON.stringify(object)}\n`;

/** The dialect `json`, for programs: one JSON object a line, both ways. Stateless: share one. */
export const jsonDialect = ({ version, log }: JsonDialectOptions): Dialect => {
  const write = (fact: ChatEvent, at: number, tag = ''): string => {
    if (tag === '' && (fact.kind === 'said' || fact.kind === 'acted')) return messageLines([fact]);
    const { id, plain } = decodeTag(tag);
    const object = plain ? commandReply(fact, at) : undefined;
    const objects = object ? [object] : eventObjects(fact, at, log);
    return objects.map((each) => objectLine(id === undefined ? each : { ...each, id })).join('');
  };
  return {
    name: 'json',
    maxNameAttempts: Infinity,
    greeting: objectLine({ type: 'hello', server: 'rx-chat', version }),
    inlinesHistory: true,
    prompt: () => '',
    read: (stage, line): DialectCommand | Credential =>
      typeof line === 'string' ? parseRequest(stage, line, log) : lineTooLongReply(line),
    write,
    writeMessages: messageLines,
    tail: (tag) => {
      const { id, plain } = decodeTag(tag);
      const end = id === undefined ? OBJECT_END : `,"id":${JSON.stringify(id)}}\n`;
      return { ...(plain && { placeholder: PLAIN_TAG }), cut: OBJECT_END.length, end };
    },
    writeOwn: (fact, at, id) => write(fact, at, id),
  };
};

/** The answer to a line of the `chat` dialect, in the words of that dialect; undefined where it is no mere answer. */
const commandReply = (fact: ChatEvent, at: number): object | undefined => {
  switch (fact.kind) {
    case 'answered':
    case 'members':
    case 'rooms':
    case 'topic-is':
    case 'sanctions':
    case 'granted':
    case 'moderated':
      return noticeObject(formatEvent(fact, at));
    case 'history':
      return noticeObject(historyText(fact) || formatEvent(fact, at));
    default:
      return undefined;
  }
};

const messageText = (message: Message): string => formatEvent(message, message.at);

const historyText = ({ history }: ChatEvent & { kind: 'history' }): string => {
  const { messages, from, to } = lastWithinBytes(history, MAX_HISTORY_BYTES, (message) =>
    Buffer.byteLength(messageText(message)),
  );
  return messages.slice(from, to).map(messageText).join('');
};
