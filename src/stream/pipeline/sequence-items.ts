import { isReadCommand, lastSeqOf, type JournalItem, type ClientCommand } from '../../chat';
import type { WallClock } from './wall-clock';

/** Makes items of posts: numbers the orders, behind a seq, and dates all of them. */
export const sequenceItems = (
  clock: WallClock,
  seq: number,
): ((posts: readonly ClientCommand[]) => readonly JournalItem[]) => {
  return (posts) => {
    const { at, wasSet } = clock.read();
    const all = wasSet ? [wasSet, ...posts] : posts;
    return all.map(({ client, command }) => {
      if (isReadCommand(command)) return { at, client, command };
      const entry = { seq: seq + 1, at, client, command };
      seq = lastSeqOf(entry);
      return entry;
    });
  };
};
