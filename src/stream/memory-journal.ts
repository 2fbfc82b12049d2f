import { defer, map } from 'rxjs';
import { isQuestion, type Item, type Post } from '../chat';
import type { Journal } from './journal';

export interface MemoryJournalOptions {
  /** The wall clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** A journal that only orders: nothing is kept beyond what the state remembers. */
export const memoryJournal =
  ({ now = Date.now }: MemoryJournalOptions = {}): Journal =>
  (post$) =>
    defer(() => {
      let seq = 0;
      let at = 0;
      const order = (post: Post): Item => {
        const { client, command } = post;
        return isQuestion(command) ? { at, client, command } : { seq: ++seq, at, client, command };
      };
      return post$.pipe(
        map((posts) => {
          at = Math.max(at, now());
          return posts.map(order);
        }),
      );
    });
