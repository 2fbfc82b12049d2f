import type { Turn } from '../chat';
import { encode, type Row } from './rows';

/** What was taken out of the history in a turn: all that a name had said so far, or one message; and by which entry. */
export const deletionsIn = ({
  notices,
}: Turn): readonly (readonly [target: string | number, seq: number])[] =>
  notices.flatMap(({ fact }) =>
    fact.kind === 'moderated' && fact.target !== undefined ? [[fact.target, fact.seq] as const] : [],
  );

/** The rows that say so. */
export const deletionRows = (turn: Turn): readonly Row[] =>
  deletionsIn(turn).map(([target, seq]) => ({ key: [target], value: encode(seq) }));
