import { readCommandLine } from '../../../src/cli/options/command-line';
import { serveOptions } from '../../../src/cli/commands/serve/serve-options';

const read = (words: readonly string[], options: Readonly<Record<string, unknown>> = {}) =>
  readCommandLine(serveOptions, { ...options, _: ['serve', ...words], $0: 'rx-chat' });

describe('readCommandLine', () => {
  it.each([
    [[], {}, {}],
    [['9000'], {}, { port: '9000' }],
    [[], { port: '9000' }, { port: '9000' }],
    [['9000'], { port: '9000' }, { port: '9000' }],
    [['9000'], { host: '::1' }, { port: '9000', host: '::1' }],
  ])('%j and %j make %j', (words, options, expected) => {
    expect(read(words, options)).toEqual(expected);
  });

  it.each([
    [['9000'], { port: '9001' }, 'port "9000" and --port "9001" differ: give one'],
    [['9000', '9001'], {}, 'unexpected argument "9001": a port is all'],
    [[], { bogus: true }, 'unknown option --bogus'],
    [[], { p: '1' }, 'unknown option -p'],
    [[], { constructor: '1' }, 'unknown option --constructor'],
  ])('%j and %j are refused', (words, options, message) => {
    expect(() => read(words, options)).toThrow(expect.objectContaining({ message, status: 2 }) as Error);
  });
});
