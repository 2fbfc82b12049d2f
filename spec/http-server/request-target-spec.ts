import { hostOf, pathOf } from '../../src/http-server/request-target';

describe('pathOf', () => {
  it.each([
    ['/', '/'],
    ['/healthz', '/healthz'],
    ['/healthz?probe=1', '/healthz'],
    ['http://chat.example/healthz', '/healthz'],
    ['HTTPS://chat.example:8080/healthz?a=http://b/c', '/healthz'],
    ['http://chat.example', '/'],
    ['http://chat.example?room=tea', '/'],
    ['http://[::1]:8080/ws', '/ws'],
    ['/http://chat.example/ws', '/http://chat.example/ws'],
    ['ftp://chat.example/ws', 'ftp://chat.example/ws'],
    ['//chat.example/ws', '//chat.example/ws'],
    ['*', '*'],
  ])('of %s is %s', (url, path) => {
    expect(pathOf(url)).toBe(path);
  });
});

describe('hostOf', () => {
  const headers = { host: 'a.example' };

  it.each([
    ['/ws', 'a.example'],
    ['http://b.example:81/ws', 'b.example:81'],
    ['https://b.example', 'b.example'],
    ['http://c@b.example/', 'c@b.example'],
    ['http:///ws', ''],
  ])('of %s is %j', (url, host) => {
    expect(hostOf({ url, headers })).toBe(host);
  });
});
