import { localTime } from '../../dialects/common/time';
import type { CopiedEntry } from '../../journals/tools';

const counted = (count: number, what: string, more = `${what}s`): string =>
  `${count} ${count === 1 ? what : more}`;

/** A text that describes a persisted chat. */
export const summary = ({ entries, messages, rooms, from, to }: CopiedEntry): string => {
  const what = [counted(entries, 'entry', 'entries'), counted(messages, 'message')].join(', ');
  const when = from === undefined || to === undefined ? '' : `, from ${localTime(from)} to ${localTime(to)}`;
  return `${what} in ${counted(rooms, 'room')}${when}`;
};
