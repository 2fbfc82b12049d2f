import { LogRateLimiter } from '../../../src/cli/runtime/log-rate-limiter';
import { logRecord } from '../../../src/stream';
import type { OutgoingRecord } from '../../../src/cli/runtime/command-log';

describe('LogRateLimiter', () => {
  const start = () => {
    const written: OutgoingRecord[] = [];
    let now = 0;
    let due: { at: number; work: () => void } | undefined;
    const clock = {
      elapsed: () => now,
      setTimeout: (work: () => void, ms: number) => {
        due = { at: now + ms, work };
        return () => (due = undefined);
      },
    };
    const pass = (ms: number) => {
      now += ms;
      if (due && due.at <= now) due.work();
    };
    const limit = new LogRateLimiter({ clock, write: (line) => written.push(line) });
    const tell = (count: number, line: Partial<OutgoingRecord> = {}) => {
      for (let i = 0; i < count; i++)
        limit.log({ ...logRecord('client-connected', { remote: `10.0.0.1:${i}` }), ...line });
    };
    return { limit, written, pass, tell };
  };

  it('writes 20 lines of a kind from an address at once, then one a second, and tells once what it left out', () => {
    const { written, pass, tell } = start();
    tell(1000);
    expect(written).toHaveLength(20);
    pass(10_000);
    tell(1000);
    expect(written).toHaveLength(30);
    pass(50_000);
    expect(written).toHaveLength(31);
    expect(written[30]).toEqual({
      event: 'log-records-suppressed',
      level: 'warn',
      message: 'log lines left out: 1970 client connected',
      count: 1970,
      remote: '10.0.0.1:999',
    });
    pass(120_000);
    expect(written).toHaveLength(31);
  });

  it('bounds each kind and each address by itself, an IPv6 /64 as one', () => {
    const { written, tell } = start();
    tell(100);
    tell(100, { event: 'client-renamed' });
    tell(100, { remote: '10.0.0.2:1' });
    tell(100, { remote: '[2001:db8::1]:1' });
    tell(100, { remote: '[2001:db8::2]:1' });
    tell(100, { remote: 'unix' });
    expect(written).toHaveLength(100);
  });

  it('bounds all together: 1000 at once, then 20 a second', () => {
    const { written, pass, tell } = start();
    for (let i = 0; i < 5000; i++) tell(1, { remote: `10.1.${i >> 8}.${i % 256}:1` });
    expect(written).toHaveLength(1000);
    pass(1000);
    for (let i = 0; i < 5000; i++) tell(1, { remote: `10.2.${i >> 8}.${i % 256}:1` });
    expect(written).toHaveLength(1020);
  });

  it('never leaves out errors, nor what operators do, nor what is about no client', () => {
    const { written, tell } = start();
    tell(5000, { level: 'error' });
    tell(5000, { action: 'kick' });
    const nobody = { event: 'server-started', level: 'info', message: 'server started' } as const;
    const { limit } = start();
    expect(written).toHaveLength(10_000);
    expect(() => limit.log(nobody)).not.toThrow();
  });

  it('cuts long texts of clients, and counts them as more', () => {
    const { written, tell } = start();
    tell(100, { cause: `quit: ${'x'.repeat(4096)}` });
    expect(written).toHaveLength(4);
    expect(written[0]?.cause).toHaveLength(1025);
  });

  it('forgets who was silent', () => {
    const { limit, pass, tell } = start();
    for (let i = 0; i < 30_000; i++) {
      pass(51);
      tell(1, { remote: `10.${i >> 16}.${(i >> 8) % 256}.${i % 256}:1` });
    }
    expect(limit.size).toBeLessThan(100);
  });

  it('tells what it left out so far at the end', () => {
    const { limit, written, tell } = start();
    tell(21);
    limit.flush();
    limit.flush();
    expect(written.slice(20)).toEqual([expect.objectContaining({ count: 1 })]);
  });
});
