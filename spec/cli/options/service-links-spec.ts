import { withoutServiceLinks } from '../../../src/cli/options/service-links';

describe('withoutServiceLinks', () => {
  const link = {
    RX_CHAT_PORT: 'tcp://10.43.161.118:8989',
    RX_CHAT_SERVICE_HOST: '10.43.161.118',
    RX_CHAT_SERVICE_PORT: '8989',
    RX_CHAT_SERVICE_PORT_CHAT: '8989',
    RX_CHAT_PORT_8989_TCP: 'tcp://10.43.161.118:8989',
    RX_CHAT_PORT_8989_TCP_PROTO: 'tcp',
    RX_CHAT_PORT_8989_TCP_PORT: '8989',
    RX_CHAT_PORT_8989_TCP_ADDR: '10.43.161.118',
  };
  const own = { RX_CHAT_MAX_LINE: '100', RX_CHAT_PROT: '1', HOME: '/' };

  it('leaves out a service link with all that comes with it, and nothing else', () => {
    expect(withoutServiceLinks({ ...own, ...link })).toEqual({ environment: own, links: ['RX_CHAT_PORT'] });
  });

  it('leaves out that of a Service whose name goes on', () => {
    const more = { RX_CHAT_TLS_PORT: 'udp://[fd00::1]:8990', RX_CHAT_TLS_SERVICE_HOST: 'fd00::1' };
    expect(withoutServiceLinks({ ...own, RX_CHAT_PORT: '1', ...more })).toEqual({
      environment: { ...own, RX_CHAT_PORT: '1' },
      links: ['RX_CHAT_TLS_PORT'],
    });
  });

  it.each([
    '80a',
    '',
    'tcp://',
    'tcp://host',
    'http://10.0.0.1:80',
    'tcp://10.0.0.1:80/',
    'x tcp://10.0.0.1:80',
  ])('leaves in %j, which is a mistake to be told', (value) => {
    const given = { RX_CHAT_PORT: value, RX_CHAT_SERVICE_HOST: '10.0.0.1' };
    expect(withoutServiceLinks(given)).toEqual({ environment: given, links: [] });
  });

  it('leaves in an option that is no port', () => {
    const given = { RX_CHAT_LISTEN: 'tcp://10.0.0.1:80' };
    expect(withoutServiceLinks(given)).toEqual({ environment: given, links: [] });
  });
});
