import { filter, firstValueFrom, share, Subject } from 'rxjs';
import { parseName, type Name, type ClientCommand } from '../../src/chat';
import { diskJournal, type RetentionPolicy } from '../../src/journals';

export const nameOf = (text: string): Name => {
  const parsed = parseName(text);
  if (parsed.kind === 'invalid') throw new Error(`${text} is no name: ${parsed.reason}`);
  return parsed.name;
};

export const enter = (client: string, room: string): ClientCommand => ({
  client,
  command: { kind: 'enter', name: nameOf(client), room: nameOf(room) },
});

export const say = (client: string, text: string): ClientCommand => ({
  client,
  command: { kind: 'say', text },
});

/** Keeps batches in a folder, a transaction each. `whenKept` is called before the journal ends, as it never does with a kill. */
export const makeLog = async (
  folder: string,
  batches: Iterable<readonly ClientCommand[]>,
  { keep, whenKept }: { readonly keep?: RetentionPolicy; readonly whenKept?: () => void } = {},
): Promise<void> => {
  const journal = await diskJournal({ folder, ...(keep && { keep }) });
  const post$ = new Subject<readonly ClientCommand[]>();
  const kept$ = post$.pipe(journal, share());
  const subscription = kept$.subscribe();
  for (const batch of batches) {
    const kept = firstValueFrom(kept$.pipe(filter(({ items }) => items.length > 0)));
    post$.next(batch);
    await kept;
  }
  whenKept?.();
  subscription.unsubscribe();
  await journal.close?.();
};
