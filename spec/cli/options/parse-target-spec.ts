import { parseTarget } from '../../../src/cli/options/host-port';

describe('readTarget', () => {
  it.each([
    ['localhost:8989', 'localhost', 8989],
    ['192.0.2.7:1', '192.0.2.7', 1],
    ['[::1]:65535', '::1', 65_535],
    ['[fe80::1%eth0]:7', 'fe80::1%eth0', 7],
    [':8989', '127.0.0.1', 8989],
    ['8989', '127.0.0.1', 8989],
  ])('%s', (word, host, port) => {
    expect(parseTarget(word)).toEqual({ host, port });
  });

  it.each([
    '',
    'localhost',
    'localhost:',
    'localhost:0',
    'localhost:65536',
    '::1',
    '::1:80',
    '[::1]',
    'a:b:1',
    '8989x',
    '[]:1',
    '-1',
  ])('%j is none', (word) => {
    expect(() => parseTarget(word)).toThrow(`${JSON.stringify(word)} is not HOST:PORT`);
  });
});
