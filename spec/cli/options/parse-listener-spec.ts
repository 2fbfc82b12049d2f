import { parseListener } from '../../../src/cli/options/host-port';

describe('readListener', () => {
  it.each([
    ['tcp://127.0.0.1:9000', { host: '127.0.0.1', port: 9000 }],
    ['tcp://localhost:0/', { host: 'localhost', port: 0 }],
    ['tcp://[::1]:9000', { host: '::1', port: 9000 }],
    ['TCP://0.0.0.0:65535?dialect=chat', { host: '0.0.0.0', port: 65_535, dialect: 'chat' }],
    ['tcp://[2001:db8::1]:1?dialect=netcat', { host: '2001:db8::1', port: 1, dialect: 'netcat' }],
    ['tcp://[fe80::1%eth0]:9000', { host: 'fe80::1%eth0', port: 9000 }],
    ['tcp://a.example:2?dialect=budget', { host: 'a.example', port: 2, dialect: 'budget' }],
    ['tcp://a:2/?dialect=json', { host: 'a', port: 2, dialect: 'json' }],
  ])('reads %s', (text, listener) => {
    expect(parseListener(text)).toEqual(listener);
  });

  it.each([
    '',
    '9000',
    'a:9000',
    'udp://a:9000',
    'tcp://a',
    'tcp://:9000',
    'tcp://9000',
    'tcp://::1:9000',
    'tcp://a:65536',
    'tcp://a:9000?dialect=irc',
    'tcp://a:9000?dialect=json&tls=1',
    'tcp://a:9000?dialect=constructor',
    'tcp://a:9000/room',
  ])('takes %j for none', (text) => {
    expect(parseListener(text)).toBeUndefined();
  });
});
