import type { ClientId } from './client-id';
import type { WriteCommand, SequencedQuery, Correlated } from './command';

/** A write command at its position in the log. A journal keeps nothing else. */
export interface Entry {
  /** Its place in the order, from 1: one more for each entry. */
  readonly seq: number;
  /** The wall clock at that time, in ms since 1970, which may be set back. 0 of a private message. */
  readonly at: number;
  /** The id of the client, or `server`. Empty of a private message. */
  readonly client: ClientId;
  /** The command. Of a private message it is `withheld`. */
  readonly command: WriteCommand & Correlated;
}

/** A journal emits its entries, and the queries at their positions between them. */
export type JournalItem = Entry | SequencedQuery;

/** The entries that an entry stands for: of a `talk` one for each text, of any other the entry itself. */
export const separateEntries = (entry: Entry): readonly Entry[] => {
  const { seq, at, client, command } = entry;
  return command.kind === 'talk'
    ? command.texts.map((text, index) => ({ seq: seq + index, at, client, command: { kind: 'say', text } }))
    : [entry];
};

/** The `seq` of the last entry that an entry stands for. */
export const lastSeqOf = ({ seq, command }: Pick<Entry, 'seq' | 'command'>): number =>
  command.kind === 'talk' ? seq + command.texts.length - 1 : seq;

export const isEntry = (item: JournalItem): item is Entry => 'seq' in item;

/** The entry as it may be stored and shown: a private message belongs to its two clients alone. Its position stays. */
export const redactPrivateText = (entry: Entry): Entry =>
  entry.command.kind === 'tell' ? redactedEntry(entry.seq) : entry;

/** Replaces an entry whose contents must stay private. */
export const redactedEntry = (seq: number): Entry => ({
  seq,
  at: 0,
  client: '',
  command: { kind: 'withheld' },
});
