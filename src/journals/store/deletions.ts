import type { Turn } from '../../chat';
import { encode, type Row } from './row-codec';

/** What was taken out of the history: all that a name had said so far, or one message; and by which entry. */
export type Deletion = readonly [target: string | number, seq: number];

export const deletionsIn = ({ events }: Turn): readonly Deletion[] =>
  events.flatMap(({ fact }) =>
    fact.kind === 'moderated' && fact.target !== undefined ? [[fact.target, fact.seq] as const] : [],
  );

/** The rows that say so. */
export const deletionRows = (turn: Turn): readonly Row[] =>
  deletionsIn(turn).map(([target, seq]) => ({ key: [target], value: encode(seq) }));
