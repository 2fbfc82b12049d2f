import { startupBanner } from '../../../src/cli/runtime/startup-banner';

const address = (host: string) => ({
  url: `tcp://${host.includes(':') ? `[${host}]` : host}:80`,
  host,
  port: 80,
});

describe('readyLines', () => {
  it('is one line a listener', () => {
    const lines = 'listening on tcp://[::]:80\nlistening on tcp://127.0.0.1:80\n';
    expect(startupBanner([address('::'), address('127.0.0.1')], false)).toBe(lines);
  });

  it.each([
    ['::', 'localhost'],
    ['0.0.0.0', 'localhost'],
    ['::1', '::1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('tells a person how to join %s', (host, shown) => {
    expect(startupBanner([address(host)], true)).toMatch(new RegExp(`\njoin with: nc ${shown} 80\n$`));
  });

  it.each(['http', 'https'])('tells a person to open the page of %s, and not the metrics', (scheme) => {
    const page = { ...address('::'), url: `${scheme}://[::]:80` };
    const metrics = { url: 'http://127.0.0.1:9464/metrics', host: '127.0.0.1', port: 9464 };
    const told = startupBanner([address('::'), page, metrics], true)
      .split('\n')
      .slice(3);
    expect(told).toEqual(['join with: nc localhost 80', `open in a browser: ${scheme}://localhost:80`, '']);
  });
});
