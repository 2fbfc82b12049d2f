import { isQuestion, type Item, type Post } from '../../chat';
import type { WallClock } from './wall-clock';

/** Makes items of posts: numbers the orders, behind a seq, and dates all of them. */
export const ordering = (clock: WallClock, seq: number): ((posts: readonly Post[]) => readonly Item[]) => {
  return (posts) => {
    const { at, set } = clock.read();
    const all = set ? [set, ...posts] : posts;
    return all.map(({ client, command }) =>
      isQuestion(command) ? { at, client, command } : { seq: ++seq, at, client, command },
    );
  };
};
