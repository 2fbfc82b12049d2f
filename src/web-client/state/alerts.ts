import type { ServerMessage } from '../protocol/server-messages';
import type { State } from './state';

/** Alerts outside the page while it is hidden. */
export interface Alert {
  readonly title: string;
  readonly body: string;
}

const MAX_ALERT_CHARS = 200;

const truncate = (text: string): string =>
  text.length > MAX_ALERT_CHARS ? `${Array.from(text).slice(0, MAX_ALERT_CHARS).join('')}…` : text;

/** Private messages, and those that name the reader. */
export const alertFor = (object: ServerMessage, { session, phase }: State): Alert | undefined => {
  if (
    phase.kind !== 'entered' ||
    (object.type !== 'told' && object.type !== 'said' && object.type !== 'acted')
  )
    return undefined;
  const { type, from, text } = object;
  if (object.id !== undefined || from === session.name) return undefined;
  if (type === 'told') return { title: `${from} to you`, body: truncate(text) };
  return mentions(text, session.name)
    ? { title: `${from} in ${object.room}`, body: truncate(text) }
    : undefined;
};

/** Whether a text has a name in it as a word of its own. */
export const mentions = (text: string, name: string): boolean => {
  const [lower, wanted] = [text.toLowerCase(), name.toLowerCase()];
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    // Two units: a letter may have two.
    if (
      !ENDS_IN_WORD.test(lower.slice(Math.max(0, at - 2), at)) &&
      !BEGINS_WORD.test(lower.slice(end, end + 2))
    )
      return true;
  }
  return false;
};

const ENDS_IN_WORD = /[\p{L}\p{M}\p{Nd}_]$/u;
const BEGINS_WORD = /^[\p{L}\p{M}\p{Nd}_]/u;

/** The title of the page's tab. */
export const documentTitle = ({ phase, session, unread }: State): string => {
  if (phase.kind === 'join-form' || phase.kind === 'entering') return 'rx-chat';
  return `${unread.count > 0 ? `(${unread.count}) ` : ''}${session.room} – rx-chat`;
};
