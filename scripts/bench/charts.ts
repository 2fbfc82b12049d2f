import { box, dot, path, svg, text, type Point } from './svg';

export interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly groups: readonly string[];
  readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export interface Lines {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

const COLOURS = ['#e5007d', '#5b6770', '#00add8', '#6cc24a', '#b58900', '#7f52ff'];
const GREY = '#e0e6f1';
const SIZE: Point = [820, 400];
const [LEFT, RIGHT, TOP, BOTTOM] = [80, SIZE[0] - 40, 60, SIZE[1] - 75];

const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? '#000';

const short = (value: number): string =>
  value >= 1e6
    ? `${(value / 1e6).toFixed(1)} M`
    : value >= 1e4
      ? `${(value / 1e3).toFixed(0)} k`
      : `${+value.toPrecision(3)}`;

interface Scale {
  readonly at: (value: number) => number;
  /** The powers of ten that it has. */
  readonly ticks: readonly number[];
}

/** A logarithmic scale from one power of ten to another, with all values between them. */
const logScale = (values: readonly number[], from: number, to: number): Scale => {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const low = Math.floor(Math.min(...logs, Infinity));
  const first = Number.isFinite(low) ? low : 0;
  const last = Math.max(first + 1, Math.ceil(Math.max(...logs, first)));
  return {
    at: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from),
    ticks: Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index)),
  };
};

/** About as wide as a name is with its box before it and a gap behind it. */
const wide = (name: string): number => 44 + 6 * name.length;

const legend = (names: readonly string[]): readonly string[] => {
  const all = names.reduce((sum, name) => sum + wide(name), 0);
  return names.flatMap((name, index) => {
    const x = (SIZE[0] - all) / 2 + names.slice(0, index).reduce((sum, before) => sum + wide(before), 0);
    const y = SIZE[1] - 20;
    return [
      box([x, y - 10], [x + 16, y], colour(index)),
      text([x + 22, y], name, { anchor: 'start', size: 11 }),
    ];
  });
};

/** What both kinds of charts have: a title, the upright scale, and who is who. */
const frame = (title: string, unit: string, { at, ticks }: Scale, names: readonly string[]) => [
  text([SIZE[0] / 2, 24], title, { size: 15, weight: 'bold' }),
  text([LEFT, TOP - 14], unit),
  ...ticks.flatMap((tick) => [
    path(
      [
        [LEFT, at(tick)],
        [RIGHT, at(tick)],
      ],
      GREY,
    ),
    text([LEFT - 8, at(tick) + 4], short(tick), { anchor: 'end' }),
  ]),
  ...legend(names),
];

/** A group of bars for each workload, on a logarithmic scale: contestants are a hundred times apart. */
export const barChart = ({ title, unit, groups, bars }: Bars): string => {
  // Somewhat below the least one, so that it has a length too.
  const values = bars.flatMap((bar) => bar.values).flatMap((value) => [value, value * 0.8]);
  const scale = logScale(values, BOTTOM, TOP);
  const width = (RIGHT - LEFT) / groups.length;
  const bar = (0.8 * width) / bars.length;
  const drawn = (group: number, index: number, value: number): readonly string[] => {
    const x = LEFT + (group + 0.1) * width + index * bar;
    const y = scale.at(value);
    return [
      box([x + bar * 0.08, y], [x + bar * 0.92, BOTTOM], colour(index)),
      text([x + bar / 2, y - 5], short(value), { size: 10 }),
    ];
  };
  return svg(SIZE, [
    ...frame(
      title,
      unit,
      scale,
      bars.map(({ name }) => name),
    ),
    ...groups.flatMap((name, group) => [
      text([LEFT + (group + 0.5) * width, BOTTOM + 20], name),
      ...bars.flatMap(({ values }, index) => {
        const value = values[group] ?? NaN;
        return value > 0 ? drawn(group, index, value) : [];
      }),
    ]),
  ]);
};

/** Lines on logarithmic scales: a straight one is a power of the clients. */
export const lineChart = ({ title, x, y, lines }: Lines): string => {
  const points = lines.flatMap((line) => line.points);
  const across = logScale(
    points.map(([at]) => at),
    LEFT,
    RIGHT,
  );
  const up = logScale(
    points.map(([, value]) => value),
    BOTTOM,
    TOP,
  );
  return svg(SIZE, [
    ...frame(
      title,
      y,
      up,
      lines.map(({ name }) => name),
    ),
    ...across.ticks.map((tick) => text([across.at(tick), BOTTOM + 18], short(tick))),
    text([(LEFT + RIGHT) / 2, BOTTOM + 36], x),
    ...lines.flatMap((line, index) => {
      const places = line.points.map(([at, value]): Point => [across.at(at), up.at(value)]);
      return [path(places, colour(index), 2), ...places.map((place) => dot(place, colour(index)))];
    }),
  ]);
};
