import * as echarts from 'echarts';

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
const FONT = { fontFamily: 'sans-serif' };

const draw = (title: string, option: echarts.EChartsOption): string => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 820, height: 400 });
  chart.setOption({
    ...{ animation: false, backgroundColor: '#ffffff', color: COLOURS, textStyle: FONT },
    ...{ title: { text: title, left: 'center', textStyle: { fontSize: 15 } }, legend: { bottom: 0 } },
    ...{ grid: { left: 80, right: 40, top: 60, bottom: 75 } },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
};

const short = (value: number): string =>
  value >= 1e6
    ? `${(value / 1e6).toFixed(1)} M`
    : value >= 1e4
      ? `${(value / 1e3).toFixed(0)} k`
      : `${+value.toPrecision(3)}`;

/** A group of bars for each workload, on a logarithmic scale: contestants are a hundred times apart. */
export const barChart = ({ title, unit, groups, bars }: Bars): string =>
  draw(title, {
    xAxis: { type: 'category', data: [...groups] },
    yAxis: { type: 'log', name: unit, axisLabel: { formatter: short }, logBase: 10 },
    series: bars.map(({ name, values }) => ({
      ...{ type: 'bar' as const, name, data: values.map((value) => (Number.isNaN(value) ? '-' : value)) },
      label: {
        ...{ show: true, position: 'top' as const, fontSize: 10 },
        formatter: ({ value }: { value?: unknown }) => (typeof value === 'number' ? short(value) : ''),
      },
    })),
  });

/** Lines on logarithmic scales: a straight one is a power of the clients. */
export const lineChart = ({ title, x, y, lines }: Lines): string =>
  draw(title, {
    xAxis: { type: 'log', name: x, nameLocation: 'middle', nameGap: 28, axisLabel: { formatter: short } },
    yAxis: { type: 'log', name: y, axisLabel: { formatter: short } },
    series: lines.map(({ name, points }) => ({
      ...{ type: 'line' as const, name, data: points.map(([at, value]) => [at, value]), symbolSize: 7 },
    })),
  });
