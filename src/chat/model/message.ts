import type { ClientId } from './client-id';

/** Something that somebody said in a room. History is made of these. */
export interface Message {
  readonly kind: 'said' | 'acted';
  readonly seq: number;
  readonly at: number;
  readonly client: ClientId;
  /** The author's name when it was said. */
  readonly from: string;
  readonly room: string;
  readonly text: string;
}
