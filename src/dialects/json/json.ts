import { lastBytes, type Fact, type Message } from '../../chat';
import type { Credential, Dialect, DialectCommand } from '../../stream';
import { refuseLong } from '../chat/chat';
import { chatLines } from '../chat/format-event';
import { jsonFact, notice, RECALLED } from './json-events';
import { readRequest } from './parse-request';
import { makeTag, openTag } from './correlation-tag';

export interface JsonDialectOptions {
  /** The server's version, for `hello`. */
  readonly version: string;
  /** What the log is known by: a seq means something only together with it. */
  readonly log: string;
}

/** How an object ends, and the tag of what is asked in the words of `chat`, without an id. */
const END = '}\n';
const PLAIN = makeTag(undefined, true) ?? '';

const objectLine = (object: object): string => `${JSON.stringify(object)}\n`;

/** The dialect for programs: an object a line, both ways. */
export const jsonDialect = ({ version, log }: JsonDialectOptions): Dialect => {
  const write = (fact: Fact, at: number, tag = ''): string => {
    const { id, plain } = openTag(tag);
    const object = plain ? plainAnswer(fact, at) : undefined;
    const objects = object ? [object] : jsonFact(fact, at, log);
    return objects.map((each) => objectLine(id === undefined ? each : { ...each, id })).join('');
  };
  return {
    name: 'json',
    tries: Infinity,
    greet: objectLine({ type: 'hello', server: 'rx-chat', version }),
    holdsHistory: true,
    prompt: () => '',
    read: (stage, line): DialectCommand | Credential =>
      typeof line === 'string' ? readRequest(stage, line, log) : refuseLong(line),
    write,
    tail: (tag) => {
      const { id, plain } = openTag(tag);
      const end = id === undefined ? END : `,"id":${JSON.stringify(id)}}\n`;
      return { ...(plain && { like: PLAIN }), cut: END.length, end };
    },
    own: (fact, at, id) => write(fact, at, id),
  };
};

/** The answer to a line of the `chat` dialect, in the words of that dialect; undefined where it is no mere answer. */
const plainAnswer = (fact: Fact, at: number): object | undefined => {
  switch (fact.kind) {
    case 'answered':
    case 'members':
    case 'rooms':
    case 'topic-is':
    case 'sanctions':
    case 'granted':
    case 'moderated':
      return notice(chatLines(fact, at));
    case 'history':
      return notice(recalled(fact) || chatLines(fact, at));
    default:
      return undefined;
  }
};

const lineOf = (message: Message): string => chatLines(message, message.at);

const recalled = ({ history }: Fact & { kind: 'history' }): string => {
  const { messages, from, to } = lastBytes(history, RECALLED, (message) =>
    Buffer.byteLength(lineOf(message)),
  );
  return messages.slice(from, to).map(lineOf).join('');
};
