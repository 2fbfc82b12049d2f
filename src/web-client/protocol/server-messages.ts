import type { Message, RefusalCode } from '../../chat';

/** A message as the server sends it. */
export type SentMessage = { readonly type: Message['kind']; readonly at: string } & Pick<
  Message,
  'seq' | 'room' | 'from' | 'text'
>;

/** A room in the list of rooms. */
export interface RoomInfo {
  readonly name: string;
  readonly count: number;
  readonly topic: string;
}

interface Answering {
  /** What its request was called by; what others did has none. */
  readonly id?: number;
}

/** What happens in a room, with its place in the order. */
interface InRoom extends Answering {
  readonly seq: number;
  readonly at: string;
  readonly room: string;
}

export interface EnteredObject extends Answering {
  readonly type: 'entered';
  readonly seq: number;
  readonly log: string;
  readonly name: string;
  readonly room: string;
  readonly topic: string;
  readonly members: readonly string[];
  readonly count: number;
  readonly history: readonly SentMessage[];
  readonly complete: boolean;
}

export interface HistoryObject extends Answering {
  readonly type: 'history';
  readonly room: string;
  readonly history: readonly SentMessage[];
  readonly complete: boolean;
}

export interface ToldObject extends Answering {
  readonly type: 'told';
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface TopicObject extends Answering {
  readonly type: 'topic';
  readonly room: string;
  readonly text: string;
  /** An answer to who asked for the topic has none of these. */
  readonly seq?: number;
  readonly at?: string;
  readonly from?: string;
}

export interface ErrorObject extends Answering {
  readonly type: 'error';
  readonly code: RefusalCode;
  readonly message: string;
}

/** What the server sends: the objects of the `json` dialect. */
export type ServerObject =
  | { readonly type: 'hello'; readonly server: string; readonly version: string }
  | EnteredObject
  | (SentMessage & Answering)
  | ToldObject
  | (InRoom & { readonly type: 'joined'; readonly name: string })
  | (InRoom & {
      readonly type: 'left';
      readonly name: string;
      readonly reason?: string;
      /** Whose doing it is, and whose words; without it the reason is its own. */
      readonly by?: string;
    })
  | (InRoom & { readonly type: 'renamed'; readonly from: string; readonly to: string })
  | TopicObject
  | (Answering & {
      readonly type: 'members';
      readonly room: string;
      readonly count: number;
      readonly members: readonly string[];
    })
  | (Answering & { readonly type: 'rooms'; readonly rooms: readonly RoomInfo[] })
  | HistoryObject
  | { readonly type: 'deleted'; readonly room: string; readonly seq: number }
  | { readonly type: 'skipped'; readonly count: number; readonly of?: 'told' }
  | (Answering & { readonly type: 'notice'; readonly text: string })
  | ErrorObject;

/**
 * The object in a frame; undefined if it is none. Its fields are taken as they come: it is the page's own server that
 * sends it, and an object of a type that the page does not know changes nothing.
 */
export const readObject = (frame: unknown): ServerObject | undefined => {
  if (typeof frame !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(frame);
    return isObject(value) && typeof value.type === 'string' ? (value as unknown as ServerObject) : undefined;
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
