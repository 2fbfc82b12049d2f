import type { Turn } from '../chat';
import { encode, type Row } from './rows';

/** The rows that say what was taken out of the history in a turn: all that a name had said so far, or one message. */
export const deletionRows = ({ notices }: Turn): readonly Row[] =>
  notices.flatMap(({ fact }) =>
    fact.kind === 'moderated' && fact.target !== undefined
      ? [{ key: [fact.target], value: encode(fact.seq) }]
      : [],
  );
