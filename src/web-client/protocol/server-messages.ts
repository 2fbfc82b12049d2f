import type { Message, ErrorReplyCode } from '../../chat';

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

interface HasRequestId {
  /** The id of its request; events of others have none. */
  readonly id?: number;
}

/** An event of a room, with its position in the sequence. */
interface InRoom extends HasRequestId {
  readonly seq: number;
  readonly at: string;
  readonly room: string;
}

export interface EnteredMessage extends HasRequestId {
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

export interface HistoryMessage extends HasRequestId {
  readonly type: 'history';
  readonly room: string;
  readonly history: readonly SentMessage[];
  readonly complete: boolean;
}

export interface PrivateMessage extends HasRequestId {
  readonly type: 'told';
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface TopicMessage extends HasRequestId {
  readonly type: 'topic';
  readonly room: string;
  readonly text: string;
  /** An answer to who asked for the topic has none of these. */
  readonly seq?: number;
  readonly at?: string;
  readonly from?: string;
}

export interface ErrorMessage extends HasRequestId {
  readonly type: 'error';
  readonly code: ErrorReplyCode;
  readonly message: string;
}

/** The objects of the server, in the `json` dialect. */
export type ServerMessage =
  | { readonly type: 'hello'; readonly server: string; readonly version: string }
  | EnteredMessage
  | (SentMessage & HasRequestId)
  | PrivateMessage
  | (InRoom & { readonly type: 'joined'; readonly name: string })
  | (InRoom & {
      readonly type: 'left';
      readonly name: string;
      readonly reason?: string;
      /** The author of the leave and of its reason; without it the reason is the client's own. */
      readonly by?: string;
    })
  | (InRoom & { readonly type: 'renamed'; readonly from: string; readonly to: string })
  | TopicMessage
  | (HasRequestId & {
      readonly type: 'members';
      readonly room: string;
      readonly count: number;
      readonly members: readonly string[];
    })
  | (HasRequestId & { readonly type: 'rooms'; readonly rooms: readonly RoomInfo[] })
  | HistoryMessage
  | { readonly type: 'deleted'; readonly room: string; readonly seq: number }
  | { readonly type: 'skipped'; readonly count: number; readonly of?: 'told' }
  | (HasRequestId & { readonly type: 'notice'; readonly text: string })
  | ErrorMessage;

/**
 * The object in a frame; undefined if it is none. Its fields are taken as they come, since the page's own server sends
 * it. An object of a type that the page does not know changes nothing.
 */
export const parseServerMessage = (frame: unknown): ServerMessage | undefined => {
  if (typeof frame !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(frame);
    return isObject(value) && typeof value.type === 'string'
      ? (value as unknown as ServerMessage)
      : undefined;
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
