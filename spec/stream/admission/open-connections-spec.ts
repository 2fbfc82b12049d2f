import { OpenConnections } from '../../../src/stream';
import { testClock } from '../../../src/testing';
import { FakeConnection } from '../../helpers/fake-connection';

const gather = () => {
  const clock = testClock();
  const crowd = new OpenConnections(clock);
  const [one, other] = [new FakeConnection('a'), new FakeConnection('b')];
  crowd.add(one);
  crowd.add(other);
  return { clock, crowd, one, other };
};

/** Whether a promise has resolved: only what is resolved already comes before the microtasks queued here. */
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const no = (async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    return false;
  })();
  return Promise.race([promise.then(() => true), no]);
};

describe('OpenConnections', () => {
  it('resolves allClosed at once when there is no connection', async () => {
    expect(await settled(new OpenConnections(testClock()).allClosed())).toBe(true);
  });

  it('resolves allClosed when the last connection is removed', async () => {
    const { crowd, one, other } = gather();
    const gone = crowd.allClosed();
    crowd.remove(one);
    expect(await settled(gone)).toBe(false);
    crowd.remove(other);
    expect(await settled(gone)).toBe(true);
  });

  it('destroys the remaining connections after 4 s', () => {
    const { clock, crowd, one, other } = gather();
    void crowd.allClosed();
    crowd.remove(one);
    clock.advance(3999);
    expect([one.cause, other.cause]).toEqual(['', '']);
    clock.advance(1);
    expect([one.cause, other.cause]).toEqual(['', 'shutdown']);
  });

  it('resolves soon after, and counts a connection as closed that never reports its close', async () => {
    const { clock, crowd, one, other } = gather();
    const closed: string[] = [];
    for (const connection of [one, other])
      connection.onClose = () => {
        closed.push(connection.id);
        crowd.remove(connection);
      };
    const gone = crowd.allClosed();
    clock.advance(4000);
    expect(await settled(gone)).toBe(false);
    clock.advance(250);
    expect(await settled(gone)).toBe(true);
    expect(closed).toEqual(['a', 'b']);
    one.onClose();
    expect(closed).toEqual(['a', 'b']);
  });

  it('destroys the connections sooner when less time is given', () => {
    const { clock, crowd, one } = gather();
    void crowd.allClosed(100);
    clock.advance(100);
    expect(one.cause).toBe('shutdown');
  });

  it('destroys no connection that is added after it has resolved', async () => {
    const { clock, crowd, one, other } = gather();
    const gone = crowd.allClosed();
    crowd.remove(one);
    crowd.remove(other);
    await gone;
    crowd.add(one);
    clock.advance(10_000);
    expect(one.cause).toBe('');
  });

  it('iterates over the open connections', () => {
    const { crowd, one, other } = gather();
    crowd.remove(one);
    const visited: unknown[] = [];
    crowd.forEach((connection) => visited.push(connection));
    expect(visited).toEqual([other]);
  });
});
