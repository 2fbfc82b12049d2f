import type { ClientId } from './client-id';

/** A message to a room: the history of a room is made of these. */
export interface Message {
  /** `said`, or `acted` for `/me`. */
  readonly kind: 'said' | 'acted';
  /** The `seq` of its entry. */
  readonly seq: number;
  /** The date of its entry, in ms since 1970. */
  readonly at: number;
  /** The id of its author. */
  readonly client: ClientId;
  /** The name of its author at that time. */
  readonly from: string;
  /** The room, as it is shown. */
  readonly room: string;
  /** The text, cleaned: see `cleanText`. */
  readonly text: string;
}
