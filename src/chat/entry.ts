import type { ClientId } from './client-id';
import type { Order, Query } from './command';

/** An order once ordered: the only thing that a journal holds. */
export interface Entry {
  /** Its place in the order: grows by one an entry. */
  readonly seq: number;
  /** When it was ordered, in ms since 1970. Never runs backwards from entry to entry. */
  readonly at: number;
  readonly client: ClientId;
  readonly command: Order;
}

/** What a journal hands on: its entries, and the queries in their places between them. */
export type Item = Entry | Query;

export const isEntry = (item: Item): item is Entry => 'seq' in item;
