import fc from 'fast-check';
import { isoTime, localTime } from '../../../src/dialects/common/time';

/** A time on the clock on the wall here, wherever that is. */
const local = (...parts: readonly [number, number, number, number, number, number]): number => {
  const [year, month, ...rest] = parts;
  return new Date(year, month - 1, ...rest).getTime();
};

describe('localTime', () => {
  it.each([
    [local(2026, 1, 2, 3, 4, 5), '2026-01-02 03:04:05'],
    [local(2026, 12, 31, 23, 59, 59), '2026-12-31 23:59:59'],
    [local(2024, 2, 29, 0, 0, 0), '2024-02-29 00:00:00'],
    [local(987, 10, 11, 12, 13, 14), '0987-10-11 12:13:14'],
  ])('shows %d as %s, in any of its milliseconds', (at, text) => {
    expect([localTime(at), localTime(at + 1), localTime(at + 999)]).toEqual([text, text, text]);
  });

  it('shows each second correctly, in any order', () => {
    const at = local(2026, 1, 1, 0, 0, 0);
    fc.assert(
      fc.property(fc.array(fc.nat(59_999)), (offsets) => {
        for (const offset of offsets)
          expect(localTime(at + offset)).toBe(
            `2026-01-01 00:00:${String(Math.floor(offset / 1000)).padStart(2, '0')}`,
          );
      }),
    );
  });
});

describe('isoTime', () => {
  it('shows each millisecond correctly, in any order', () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5);
    fc.assert(
      fc.property(fc.array(fc.nat(3)), (offsets) => {
        for (const offset of offsets) expect(isoTime(at + offset)).toBe(`2026-01-02T03:04:05.00${offset}Z`);
      }),
    );
  });
});
