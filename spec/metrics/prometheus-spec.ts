import { readScrape } from '../helpers/prometheus';

const counter = [
  '# HELP rx_chat_a_total A thing.',
  '# TYPE rx_chat_a_total counter',
  'rx_chat_a_total{k="v"} 3',
];
const histogram = [
  '# HELP rx_chat_b_seconds A time.',
  '# TYPE rx_chat_b_seconds histogram',
  'rx_chat_b_seconds_bucket{le="0.5"} 1',
  'rx_chat_b_seconds_bucket{le="+Inf"} 2',
  'rx_chat_b_seconds_sum 1.5e0',
  'rx_chat_b_seconds_count 2',
];
const good = `${counter.join('\n')}\n\n${histogram.join('\n')}\n`;

describe('the Prometheus text parser of the specs', () => {
  it('parses a valid scrape', () => {
    const { types, samples, value, by } = readScrape(good);
    expect([...types]).toEqual([
      ['rx_chat_a_total', 'counter'],
      ['rx_chat_b_seconds', 'histogram'],
    ]);
    expect(samples.size).toBe(5);
    expect(value('rx_chat_a_total', { k: 'v' })).toBe(3);
    expect(by('rx_chat_a_total')).toEqual({ v: 3 });
    expect(() => value('rx_chat_a_total')).toThrow('no such series');
  });

  it.each([
    ['no HELP', '# HELP rx_chat_a_total A thing.\n', ''],
    ['no HELP', ' A thing.', ''],
    ['no TYPE', '# TYPE rx_chat_a_total counter\n', ''],
    ['TYPE of another', 'TYPE rx_chat_a_total', 'TYPE rx_chat_c_total'],
    ['no type', ' counter', ' untyped'],
    ['a bad name', /rx_chat_a/g, 'a'],
    ['a bad name', /rx_chat_a/g, 'rx_chat_A'],
    ['a bad name', /rx_chat_b_seconds/g, 'rx_chat_b_milliseconds'],
    ['_total is for counters', /rx_chat_a_total/g, 'rx_chat_a'],
    ['_total is for counters', ' counter', ' gauge'],
    ['_total is for counters', /rx_chat_b_seconds/g, 'rx_chat_b_seconds_total'],
    ['a sample of another', 'rx_chat_a_total{', 'rx_chat_c_total{'],
    ['a reserved label', '{k=', '{quantile='],
    ['a label twice', '{k="v"}', '{k="v",k="w"}'],
    ['labels that are none', '"v"', '"v"w"'],
    ['labels that are none', '"v"', String.raw`"v\w"`],
    ['no number', '} 3', '} three'],
    ['a value that', '} 3', '} NaN'],
    ['a value that', '} 3', '} -3'],
    ['no sample', '} 3', '}'],
    ['a series twice', '} 3', '} 3\nrx_chat_a_total{k="v"} 3'],
    ['a family twice', /^[^]*?\n\n/, `${counter.join('\n')}\n\n${counter.join('\n')}\n\n`],
    ['bounds that', 'le="+Inf"', 'le="1"'],
    ['bounds that', 'le="0.5"', 'le="x"'],
    ['buckets that', '"0.5"} 1', '"0.5"} 3'],
    ['a count that', 'count 2', 'count 3'],
    ['no sum and count', 'rx_chat_b_seconds_sum 1.5e0\n', ''],
    ['no newline', /\n$/, ''],
  ] as const)('rejects %s', (why, what, instead) => {
    const bad = good.replace(what, instead);
    expect(bad).not.toBe(good);
    expect(() => readScrape(bad)).toThrow(why);
  });

  it('parses every escape', () => {
    expect(() => readScrape(good.replace('"v"', String.raw`"\\\"\n, }"`))).not.toThrow();
  });
});
