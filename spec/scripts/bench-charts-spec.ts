import { barChart, lineChart } from '../../scripts/bench/charts';

const numbersOf = (svg: string, pattern: RegExp): readonly number[] =>
  [...svg.matchAll(pattern)].map(([, number]) => Number(number));

describe('barChart', () => {
  const chart = barChart({
    title: 'Lines & <bytes>',
    unit: 'lines/s',
    groups: ['few', 'many'],
    bars: [
      { name: 'one', values: [100, 10_000] },
      { name: 'two', values: [1000, NaN] },
    ],
  });
  // The others are the background, which is 400 high, and the boxes of the legend.
  const bars = numbersOf(chart, /<rect .*height="([\d.]+)"/g).filter(
    (height) => height !== 400 && height !== 10,
  );

  it('has a bar for each value but for those that are missing', () => {
    expect(bars).toHaveLength(3);
  });

  it('makes a bar longer by as much for each tenfold', () => {
    const [hundred = NaN, thousand = NaN, tenThousand = NaN] = bars;
    expect(hundred).toBeGreaterThan(0);
    expect(tenThousand - thousand).toBeCloseTo(thousand - hundred, 0);
    expect(tenThousand).toBeGreaterThan(thousand);
  });

  it('writes what it was told, and no markup of it', () => {
    for (const words of ['Lines &amp; &lt;bytes&gt;', 'lines/s', 'few', 'many', 'one', 'two', '10 k'])
      expect(chart).toContain(`>${words}</text>`);
  });
});

describe('lineChart', () => {
  it('makes a straight line of a power', () => {
    const chart = lineChart({
      ...{ title: 'Squares', x: 'n', y: 'n²' },
      lines: [
        {
          name: 'squares',
          points: [
            [10, 100],
            [100, 10_000],
            [1000, 1_000_000],
          ],
        },
      ],
    });
    const across = numbersOf(chart, /cx="([\d.]+)"/g);
    const up = numbersOf(chart, /cy="([\d.]+)"/g);
    expect(across).toEqual([80, 430, 780]);
    expect((up[0] ?? NaN) + (up[2] ?? NaN)).toBeCloseTo(2 * (up[1] ?? NaN), 0);
  });

  it('is a chart without points too', () => {
    expect(lineChart({ title: 'None', x: 'n', y: 'm', lines: [] })).not.toContain('NaN');
  });
});
