import type { ClientId } from './client-id';
import type { WriteCommand, SequencedQuery, Correlated } from './command';

/** An order once ordered: the only thing that a journal holds. */
export interface Entry {
  /** Its place in the order: grows by one an entry. */
  readonly seq: number;
  /** The wall clock as it was ordered, in ms since 1970; that may be set back. 0 where it is withheld. */
  readonly at: number;
  /** Empty where that is withheld. */
  readonly client: ClientId;
  readonly command: WriteCommand & Correlated;
}

/** What a journal hands on: its entries, and the queries in their places between them. */
export type JournalItem = Entry | SequencedQuery;

export const isEntry = (item: JournalItem): item is Entry => 'seq' in item;

/** The entry as it may be kept and shown: that two tell each other something, or try to, is theirs alone. Its place stays. */
export const redactPrivateText = (entry: Entry): Entry =>
  entry.command.kind === 'tell' ? redactedEntry(entry.seq) : entry;

/** What stands in the place of an entry of which nothing else may be known. */
export const redactedEntry = (seq: number): Entry => ({
  seq,
  at: 0,
  client: '',
  command: { kind: 'withheld' },
});
