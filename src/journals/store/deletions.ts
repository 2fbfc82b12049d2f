import { isEvent, type Turn } from '../../chat';
import { encode, type Row } from './row-codec';

/** A deletion: all earlier messages of a name, or one message, and the entry that deleted them. */
export type Deletion = readonly [target: string | number, seq: number];

export const deletionsIn = ({ events }: Turn): readonly Deletion[] =>
  events.flatMap((outbound) => {
    if (!isEvent(outbound) || outbound.fact.kind !== 'moderated') return [];
    const { target, seq } = outbound.fact;
    return target === undefined ? [] : [[target, seq] as const];
  });

/** The rows that say so. */
export const deletionRows = (turn: Turn): readonly Row[] =>
  deletionsIn(turn).map(([target, seq]) => ({ key: [target], value: encode(seq) }));
