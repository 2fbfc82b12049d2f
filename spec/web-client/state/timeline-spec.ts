import fc from 'fast-check';
import type { TimelineItem } from '../../../src/web-client/state/timeline-items';
import {
  append,
  CHUNK_ITEMS,
  insert,
  itemsOf,
  emptyTimeline,
  replace,
  trim,
  type Timeline,
} from '../../../src/web-client/state/timeline';

const item = (seq: number): TimelineItem => ({
  kind: 'notice',
  key: String(seq),
  at: seq,
  epoch: 0,
  seq,
  text: '',
});
const run = (from: number, count: number) => Array.from({ length: count }, (_, n) => item(from + n));
const seqs = (lines: Timeline) => itemsOf(lines).map(({ seq }) => seq);
const isWhole = ({ chunks, count }: Timeline) =>
  count === chunks.reduce((sum, { items }) => sum + items.length, 0) &&
  new Set(chunks.map(({ id }) => id)).size === chunks.length;

describe('lines', () => {
  it('are what was added, however it came, in chunks that are no longer than allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(130)), (counts) => {
        let [lines, next] = [emptyTimeline, 0];
        for (const count of counts) {
          lines = append(lines, run(next, count));
          next += count;
        }
        expect(seqs(lines)).toEqual(run(0, next).map(({ seq }) => seq));
        expect(lines.chunks.every(({ items }) => items.length > 0 && items.length <= CHUNK_ITEMS)).toBe(true);
        expect(isWhole(lines)).toBe(true);
      }),
    );
  });

  it('keep the chunks that did not change', () => {
    const before = append(emptyTimeline, run(0, 120));
    const after = append(before, run(120, 1));
    expect(after.chunks.slice(0, 2)).toEqual(before.chunks.slice(0, 2));
    expect(after.chunks[0]).toBe(before.chunks[0]);
    expect(after.chunks[2]).not.toBe(before.chunks[2]);
    expect(after.chunks[2]?.id).toBe(before.chunks[2]?.id);
  });

  it('take others in where they belong', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(130), fc.nat(200), (head, count, tail) => {
        const lines = append(emptyTimeline, [...run(0, head), ...run(head + count, tail)]);
        const whole = insert(lines, run(head, count), ({ seq }) => seq >= head + count);
        expect(seqs(whole)).toEqual(run(0, head + count + tail).map(({ seq }) => seq));
        expect(isWhole(whole)).toBe(true);
      }),
    );
  });

  it('change one, or drop it', () => {
    const lines = append(emptyTimeline, run(0, CHUNK_ITEMS + 1));
    const is = (seq: number) => (each: TimelineItem) => each.seq === seq;
    expect(seqs(replace(lines, is(7), (each) => ({ ...each, seq: 700 })))[7]).toBe(700);
    const dropped = replace(lines, is(CHUNK_ITEMS), () => undefined);
    expect(seqs(dropped)).toEqual(run(0, CHUNK_ITEMS).map(({ seq }) => seq));
    expect(isWhole(dropped)).toBe(true);
    expect(replace(lines, is(-1), () => undefined)).toBe(lines);
  });

  it('let the oldest go, whole chunks of them', () => {
    const lines = append(emptyTimeline, run(0, 5 * CHUNK_ITEMS));
    expect(seqs(trim(lines, 2 * CHUNK_ITEMS))[0]).toBe(3 * CHUNK_ITEMS);
    expect(seqs(trim(lines, 2 * CHUNK_ITEMS + 1))[0]).toBe(2 * CHUNK_ITEMS);
    expect(trim(lines, 5 * CHUNK_ITEMS)).toBe(lines);
    expect(isWhole(trim(lines, 1))).toBe(true);
  });
});
