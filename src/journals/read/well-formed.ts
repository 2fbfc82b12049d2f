import type { Entry } from '../../chat';

/** Throws if a batch is JSON, but none of entries. */
export const validEntries = (entries: readonly Partial<Entry>[]): readonly Entry[] => {
  const isEntry = ({ seq, at, client, command }: Partial<Entry>) =>
    typeof seq === 'number' &&
    typeof at === 'number' &&
    typeof client === 'string' &&
    typeof command?.kind === 'string';
  if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isEntry))
    throw new Error('it holds no entries');
  return entries as readonly Entry[];
};
