import { ConnectionLimiter, type ConnectionLimits } from '../../../src/stream/admission/connection-limiter';
import { FakeConnection } from '../../helpers/fake-connection';

const from = (remote: string) => new FakeConnection('a', remote);

const admission = (options: Partial<ConnectionLimits>) =>
  new ConnectionLimiter({ maxClients: 0, maxPerAddress: 0, ...options });

describe('ConnectionLimiter', () => {
  it('refuses a connection beyond the limit, and names the limit', () => {
    const door = admission({ maxClients: 2 });
    expect(door.admit(from('192.0.2.1:1'))).toBeUndefined();
    expect(door.admit(from('192.0.2.2:1'))).toBeUndefined();
    expect(door.admit(from('192.0.2.3:1'))).toEqual({
      limit: 'max-clients',
      fact: { kind: 'refused', code: 'too-many-clients', text: 'the server is full: 2 clients at most' },
    });
  });

  it.each([
    ['192.0.2.1:1', '192.0.2.1:2', '192.0.2.2:1'],
    ['[2001:db8::1]:1', '[2001:db8:0:0:9::2]:2', '[2001:db8:0:1::1]:1'],
    ['[::1]:1', '[::2]:2', '[1::1]:1'],
  ])('refuses a connection beyond the limit of the address of %s, whatever its port', (one, same, other) => {
    const door = admission({ maxPerAddress: 1 });
    expect(door.admit(from(one))).toBeUndefined();
    expect(door.admit(from(same))).toEqual({
      limit: 'max-per-address',
      fact: {
        kind: 'refused',
        code: 'too-many-clients',
        text: 'too many connections from your address: 1 at most',
      },
    });
    expect(door.admit(from(other))).toBeUndefined();
  });

  it('admits one more for each that has closed, and does not count refused ones', () => {
    const door = admission({ maxClients: 2, maxPerAddress: 1 });
    const [one, other, third] = [from('192.0.2.1:1'), from('192.0.2.2:1'), from('192.0.2.1:2')];
    door.admit(one);
    expect(door.admit(third)).toBeDefined();
    expect(door.admit(other)).toBeUndefined();
    door.release(one);
    expect(door.admit(third)).toBeUndefined();
    expect(door.admit(one)).toBeDefined();
  });

  it('admits every connection at limits of 0', () => {
    const door = admission({});
    const refused = Array.from({ length: 300 }, () => door.admit(from('192.0.2.1:1'))).filter(Boolean);
    expect(refused).toEqual([]);
  });
});
