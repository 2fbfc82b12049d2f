import { CAUSES, causeOf } from '../../src/metrics/close-reasons';

describe('causeOf', () => {
  it.each([
    ['FIN', 'fin'],
    ['RST', 'reset'],
    ['quit', 'quit'],
    ['quit: "kicked by ann"', 'quit'],
    ['idle', 'idle'],
    ['too slow', 'too-slow'],
    ['kicked by ann: idle', 'kicked'],
    ['banned by ann', 'banned'],
    ['banned', 'banned'],
    ['name-timeout', 'name-timeout'],
    ['too-many-tries', 'too-many-tries'],
    ['too-many-unnamed', 'too-many-unnamed'],
    ['foreign protocol HTTP', 'foreign-protocol'],
    ['flush timeout', 'flush-timeout'],
    ['the server is shutting down', 'shutdown'],
    ['the server stops: the disk is full', 'shutdown'],
    ['shutdown', 'shutdown'],
    ['error', 'error'],
    ['closed', 'closed'],
    ['ping timeout', 'ping-timeout'],
    ['too many pings', 'too-many-pings'],
    ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 'protocol'],
    ['WS_ERR_INVALID_UTF8', 'protocol'],
    ['ETIMEDOUT', 'system'],
    ['EHOSTUNREACH', 'system'],
    ['constructor', 'other'],
    ['Error: something', 'other'],
    ['', 'other'],
  ])('%j is %s', (text, cause) => {
    expect(causeOf(text)).toBe(cause);
    expect(CAUSES).toContain(cause);
  });
});
