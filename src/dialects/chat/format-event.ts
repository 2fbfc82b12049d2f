import {
  formatDuration,
  quote,
  type Entered,
  type ChatEvent,
  type Member,
  type MemberList,
  type Message,
  type MissedMessages,
  type Parting,
  type RoomList,
} from '../../chat';
import { formatModeration, formatSanctions } from './format-moderation';
import { localTime } from '../common/time';

/** The text before a resume token. */
export const RESUME_HINT = 'to pick up here later: /resume';

/** How many of those in a room a newcomer reads by name, and how many rooms a list has. */
const MAX_NAMES_SHOWN = 20;
const MAX_MEMBERS_SHOWN = 50;

/** A fact as people read it on a terminal. */
export const formatEvent = (fact: ChatEvent, at: number): string => {
  switch (fact.kind) {
    case 'said':
      return `[${localTime(at)}][${fact.from}]:${fact.text}\n`;
    case 'acted':
      return `[${localTime(at)}]* ${fact.from} ${fact.text}\n`;
    case 'told':
      return `[${localTime(at)}][${fact.from} -> ${fact.to}]:${fact.text}\n`;
    case 'joined':
      return `${fact.name} has joined the chat\n`;
    case 'left':
      return `${fact.name} has left the chat${formatParting(fact)}\n`;
    case 'renamed':
      return `${fact.from} is now known as ${fact.to}\n`;
    case 'refused':
      return `! ${fact.text}\n`;
    case 'deleted':
      return '';
    default:
      return formatServerLines(fact, at)
        .map((line) => `* ${line}\n`)
        .join('');
  }
};

/** Messages in a row: what stands before the text is the same for all of them. */
export const formatMessages = (messages: readonly Message[]): string => {
  const [first] = messages;
  if (!first) return '';
  const head =
    first.kind === 'said'
      ? `[${localTime(first.at)}][${first.from}]:`
      : `[${localTime(first.at)}]* ${first.from} `;
  let lines = '';
  for (const { text } of messages) lines += `${head}${text}\n`;
  return lines;
};

/** A client's own words are quoted, or they would pass for the server's: `kicked by ann`. */
const formatParting = ({ reason, by }: Parting): string =>
  reason === undefined ? '' : ` (${by === undefined ? quote(reason) : reason})`;

type ServerEvent = Exclude<
  ChatEvent,
  { kind: 'said' | 'acted' | 'told' | 'joined' | 'left' | 'renamed' | 'refused' | 'deleted' }
>;

/** The text of the server, without its mark. */
const formatServerLines = (fact: ServerEvent, at: number): readonly string[] => {
  switch (fact.kind) {
    case 'answered':
      return fact.lines;
    case 'announced':
      return [fact.text];
    case 'entered':
      return [formatWelcome(fact), ...(fact.word === undefined ? [] : [`${RESUME_HINT} ${fact.word}`])];
    case 'members':
      return [formatMembers(fact, at)];
    case 'rooms':
      return formatRooms(fact);
    case 'topic':
      return [`${fact.from} set the topic: ${fact.text}`];
    case 'topic-is':
      return [fact.text === '' ? `${fact.room} has no topic` : `the topic of ${fact.room}: ${fact.text}`];
    case 'history':
      return fact.history.from === fact.history.to ? [`there is no history of ${fact.room}`] : [];
    case 'skipped':
      return [`${formatMissed(fact)} skipped: you were reading too slowly`];
    case 'granted':
      return ['you are an operator'];
    case 'moderated':
      return [formatModeration(fact)];
    case 'sanctions':
      return [formatSanctions(fact, at)];
  }
};

const formatMissed = ({ count, of }: MissedMessages): string => {
  const [one, more] = of === 'told' ? ['private message', 'private messages'] : ['line', 'lines'];
  return `${count} ${count === 1 ? one : more}`;
};

const formatWelcome = ({ name, room, topic, others: { names, count } }: Entered): string => {
  const named = names.slice(0, MAX_NAMES_SHOWN);
  const more = count > named.length ? ` and ${count - named.length} more` : '';
  const company = count === 0 ? 'nobody else is here' : `here are ${named.join(', ')}${more}`;
  const about = topic === '' ? '' : `; the topic is: ${topic}`;
  return `welcome, ${name}: this is ${room}, ${company}; /help lists the commands${about}`;
};

const formatMembers = ({ room, members }: MemberList, at: number): string => {
  const describe = ({ name, since, remote }: Member) =>
    `${name} (${[formatDuration(at - since), remote].filter((part) => part !== undefined).join(', ')})`;
  return `${members.length} in ${room}: ${members.map(describe).join(', ')}`;
};

const formatRooms = ({ rooms }: RoomList): readonly string[] => {
  if (rooms.length === 0) return ['there are no rooms'];
  const lines = rooms
    .slice(0, MAX_MEMBERS_SHOWN)
    .map(
      ({ name, count, topic }) => `${name}: ${count} here${topic === '' ? '' : `; the topic is: ${topic}`}`,
    );
  return rooms.length > MAX_MEMBERS_SHOWN
    ? [...lines, `and ${rooms.length - MAX_MEMBERS_SHOWN} more`]
    : lines;
};
