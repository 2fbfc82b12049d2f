/** The items of the list of a room. */
interface Placed {
  /** Its own among all lines of this page. */
  readonly key: string;
  /** When it came about, in ms since 1970. */
  readonly at: number;
  /** Which of the logs that this page has seen its `seq` belongs to: a server without `--data` starts another one. */
  readonly epoch: number;
  /** Its place in the order of that log; a line without one stands behind that place. */
  readonly seq: number;
}

/** Something that somebody said. */
export interface MessageItem extends Placed {
  readonly kind: 'said' | 'acted' | 'told';
  readonly from: string;
  /** To whom, if it is private. */
  readonly to?: string;
  readonly text: string;
  readonly own: boolean;
  /** An operator has taken it out of the history. */
  readonly deleted?: boolean;
}

/** Something that happened: somebody came, went, or has another name. */
export interface EventItem extends Placed {
  readonly kind: 'event';
  readonly who: string;
  readonly what: string;
  /** The end of the sentence, if it names something: another name, a topic, a reason. */
  readonly more?: string;
}

/** The server's words, or the page's: an answer, a refusal. */
export interface NoteItem extends Placed {
  readonly kind: 'notice' | 'error';
  readonly text: string;
}

/** A place where lines are missing. */
export interface GapItem extends Placed {
  readonly kind: 'gap';
  readonly text: string;
}

export type TimelineItem = MessageItem | EventItem | NoteItem | GapItem;

export const isMessage = (item: TimelineItem): item is MessageItem =>
  item.kind === 'said' || item.kind === 'acted' || item.kind === 'told';
