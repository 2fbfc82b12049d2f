/** What a scrape holds, checked as strictly as `promtool check metrics` would, and more. */
export interface Scrape {
  readonly text: string;
  /** The families by name, with their types. */
  readonly types: ReadonlyMap<string, string>;
  /** Every sample by its series, as `name{label="value"}`, with the labels in the order of their names. */
  readonly samples: ReadonlyMap<string, number>;
  /** The value of a series; throws if there is none. */
  readonly value: (name: string, labels?: Readonly<Record<string, string>>) => number;
  /** The values of a metric of one label that are not 0, by its value. */
  readonly by: (name: string) => Readonly<Record<string, number>>;
}

type Labels = readonly (readonly [name: string, value: string])[];

interface Family {
  readonly name: string;
  readonly type: string;
  readonly samples: Sample[];
}

interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

const NAME = /^rx_chat_[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const NUMBER = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+]Inf|NaN)$/i;
const UNITS =
  /(?:_|^)(?:ms|us|ns|milliseconds?|microseconds?|minutes?|hours?|days?|kb|mb|kib|mib|kilobytes?|percent)(?:_|$)/;
const TYPES = new Set(['counter', 'gauge', 'histogram']);

const fail = (why: string, what: string): never => {
  throw new Error(`${why}: ${what}`);
};

const labelsOf = (text: string | undefined, line: string): Labels => {
  const labels: [string, string][] = [];
  if (text === undefined) return labels;
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name = '', value = ''] = LABEL.exec(text) ?? fail('labels that are none', line);
    labels.push([name, value]);
  }
  const names = labels.map(([name]) => name);
  if (new Set(names).size < names.length) fail('a label twice', line);
  return labels.sort(([a], [b]) => (a < b ? -1 : 1));
};

const sampleOf = (line: string): Sample => {
  const [, name = '', labels, value = ''] = SAMPLE.exec(line) ?? fail('no sample', line);
  if (!NUMBER.test(value)) fail('no number', line);
  return { name, labels: labelsOf(labels, line), value: Number(value.replace('Inf', 'Infinity')) };
};

const seriesOf = ({ name, labels }: Pick<Sample, 'name' | 'labels'>): string =>
  labels.length === 0 ? name : `${name}{${labels.map(([key, value]) => `${key}="${value}"`).join(',')}}`;

/** A family: its HELP, its TYPE, then its samples, and nothing between them. */
const familyOf = (block: string): Family => {
  const [help = '', type = '', ...rest] = block.split('\n');
  const [, name = ''] = /^# HELP (\S+) \S.*$/.exec(help) ?? fail('no HELP', help);
  const [, typed, kind = ''] = /^# TYPE (\S+) (\S+)$/.exec(type) ?? fail('no TYPE', type);
  if (typed !== name) fail('TYPE of another', type);
  if (!TYPES.has(kind)) fail('no type that is used here', type);
  if (!NAME.test(name) || UNITS.test(name)) fail('a bad name', name);
  return { name, type: kind, samples: rest.map(sampleOf) };
};

const checkPlain = ({ name, type, samples }: Family): void => {
  if ((type === 'counter') !== name.endsWith('_total'))
    fail('_total is for counters, and for all of them', name);
  if (/_(?:count|sum|bucket|info_total)$/.test(name)) fail('a name that is a part of a histogram', name);
  for (const sample of samples) {
    if (sample.name !== name) fail('a sample of another family', seriesOf(sample));
    if (sample.labels.some(([label]) => label === 'le' || label === 'quantile'))
      fail('a reserved label', name);
    if (!Number.isFinite(sample.value) || sample.value < 0) fail('a value that can not be', seriesOf(sample));
  }
};

const checkHistogram = ({ name, samples }: Family): void => {
  if (name.endsWith('_total')) fail('_total is for counters', name);
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
  const bounds = buckets.map(({ labels }) => Number(labels[0]?.[1].replace('Inf', 'Infinity')));
  const counts = buckets.map(({ value }) => value);
  const rises = (values: readonly number[]) =>
    values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0));
  if (bounds.some(Number.isNaN) || !rises(bounds) || bounds.at(-1) !== Infinity)
    fail('bounds that do not rise', name);
  if (!rises(counts)) fail('buckets that do not add up', name);
  const [sum, count] = samples.slice(buckets.length);
  if (samples.length !== buckets.length + 2 || sum?.name !== `${name}_sum` || count?.name !== `${name}_count`)
    fail('no sum and count', name);
  if (count?.value !== counts.at(-1)) fail('a count that is not that of its last bucket', name);
};

/** Reads a scrape; throws if anything about it is not as it has to be. */
export const readScrape = (text: string): Scrape => {
  if (!text.endsWith('\n')) fail('no newline at the end', text.slice(-20));
  const families = text.slice(0, -1).split('\n\n').map(familyOf);
  const types = new Map(families.map(({ name, type }) => [name, type]));
  if (types.size < families.length) fail('a family twice', families.map(({ name }) => name).join(' '));
  for (const family of families) (family.type === 'histogram' ? checkHistogram : checkPlain)(family);
  const all = families.flatMap(({ samples }) => samples);
  const samples = new Map(all.map((sample) => [seriesOf(sample), sample.value]));
  if (samples.size < all.length) fail('a series twice', text);
  return {
    text,
    types,
    samples,
    value: (name, labels = {}) =>
      samples.get(seriesOf({ name, labels: Object.entries(labels).sort() })) ??
      fail('no such series', `${name} ${JSON.stringify(labels)}`),
    by: (name) =>
      Object.fromEntries(
        all
          .filter((sample) => sample.name === name && sample.value !== 0)
          .map(({ labels, value }) => [labels[0]?.[1] ?? '', value]),
      ),
  };
};

/** Asks a server for its metrics. */
export const scrape = async (url: string): Promise<Scrape> => {
  const response = await fetch(url);
  return readScrape(await response.text());
};
