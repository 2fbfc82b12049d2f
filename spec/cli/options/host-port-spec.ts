import { hostPortOption, parseHostPort } from '../../../src/cli/options/host-port';

describe('readHostPort', () => {
  it.each([
    ['9464', { port: 9464 }],
    ['0', { port: 0 }],
    ['127.0.0.1:65535', { host: '127.0.0.1', port: 65_535 }],
    ['localhost:1', { host: 'localhost', port: 1 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
    ['[FE80::1%eth0]:7', { host: 'FE80::1%eth0', port: 7 }],
    ['[::ffff:127.0.0.1]:7', { host: '::ffff:127.0.0.1', port: 7 }],
  ])('reads %s', (text, where) => {
    expect(parseHostPort(text)).toEqual(where);
  });

  it.each([
    '',
    'localhost',
    'localhost:',
    ':9464',
    '::1',
    '::1:9464',
    '[::1]',
    '[]:1',
    '[localhost]:1',
    'a:b:1',
    'a b:1',
    'http://a:1',
    'a/b:1',
    'a:65536',
    '65536',
    '123456',
    '-1',
    '1.5',
    '1e3',
    '9464x',
    ' 9464',
  ])('takes %j for none', (text) => {
    expect(parseHostPort(text)).toBeUndefined();
  });
});

describe('hostPortOption', () => {
  const option = hostPortOption({ kind: 'host-port', text: 'somewhere' });

  it('reads what the command line, the environment and a config file may say', () => {
    expect(option.fromText(' localhost:9464 ')).toEqual({ host: 'localhost', port: 9464 });
    expect(option.fromJson('[::1]:9464')).toEqual({ host: '::1', port: 9464 });
    expect(option.fromJson(9464)).toEqual({ port: 9464 });
  });

  it.each([true, null, 1.5, -1, 65_536, ['9464'], { port: 9464 }, 'localhost'])(
    'takes %j for none',
    (value) => {
      expect(option.fromJson(value)).toBeUndefined();
    },
  );
});
