import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../../src/chat';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

describe('parseDuration', () => {
  it.each([
    ['1s', SECOND],
    ['30s', 30 * SECOND],
    ['90s', 90 * SECOND],
    ['10m', 10 * MINUTE],
    ['2h', 2 * HOUR],
    ['7d', 7 * DAY],
    ['007d', 7 * DAY],
    ['3650d', 3650 * DAY],
    ['87600h', 3650 * DAY],
    ['315360000s', 3650 * DAY],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    ...[
      '',
      's',
      '10',
      '10w',
      '10S',
      '10ms',
      '1.5h',
      '-1s',
      '+1s',
      '1e3s',
      ' 1s',
      '1s ',
      '1 s',
      '1h30m',
      '٣s',
    ],
    ...['0s', '000d', '3651d', '87601h', '315360001s', '999999999d', '1000000000s', '1s\n', 'x1s'],
  ])('rejects %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [999, '0s'],
    [1000, '1s'],
    [59_999, '59s'],
    [MINUTE, '1m'],
    [MINUTE + 1000, '1m 1s'],
    [HOUR - 1, '59m 59s'],
    [HOUR, '1h'],
    [HOUR + 59_999, '1h'],
    [2 * HOUR + 5 * MINUTE + 30_000, '2h 5m'],
    [DAY - 1, '23h 59m'],
    [DAY + 5 * MINUTE, '1d'],
    [7 * DAY, '7d'],
    [400 * DAY + 23 * HOUR + 59 * MINUTE, '400d 23h'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('uses two adjacent units, rounded down', () => {
    const units = [
      ['d', DAY, 'h', HOUR, 24],
      ['h', HOUR, 'm', MINUTE, 60],
      ['m', MINUTE, 's', SECOND, 60],
    ] as const;
    const pair = fc.constantFrom(...units);
    const count = fc.integer({ min: 1, max: 23 });
    fc.assert(
      fc.property(pair, count, fc.nat(), fc.nat(), ([large, l, small, s, ratio], first, second, rest) => {
        const ms = first * l + (second % ratio) * s + (rest % s);
        const shown =
          second % ratio === 0 ? `${first}${large}` : `${first}${large} ${second % ratio}${small}`;
        expect(formatDuration(ms)).toBe(shown);
        expect(parseDuration(`${first}${large}`)).toBe(first * l);
      }),
    );
  });
});
