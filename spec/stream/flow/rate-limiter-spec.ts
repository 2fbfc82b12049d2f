import { FakeConnection } from '../../helpers/fake-connection';
import { PauseControl } from '../../../src/stream/flow/pause-control';
import { RateLimiter, type RateLimiterOptions } from '../../../src/stream/flow/rate-limiter';
import { testClock } from '../../../src/testing';

const start = (options: RateLimiterOptions) => {
  const clock = testClock();
  const gate = new PauseControl(new FakeConnection('a'));
  const rate = new RateLimiter(options, gate, clock);
  const spend = (lines: number) => {
    for (let i = 0; i < lines; i++) rate.consume();
    return gate.isPaused;
  };
  return { clock, gate, rate, spend };
};

describe('RateLimiter', () => {
  it('pauses at the last line of the burst, until there is time for one more', () => {
    const { clock, gate, spend } = start({ rate: 10, burst: 3 });
    expect(spend(2)).toBe(false);
    expect(spend(1)).toBe(true);
    clock.advance(99);
    expect(gate.isPaused).toBe(true);
    clock.advance(1);
    expect(gate.isPaused).toBe(false);
  });

  it('passes lines at its rate in the long run', () => {
    const { clock, gate, rate } = start({ rate: 10, burst: 3 });
    let lines = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      for (; !gate.isPaused; lines++) rate.consume();
      clock.advance(1);
    }
    expect(lines).toBe(3 + 99);
  });

  it('restores the burst after a silence, and no more', () => {
    const { clock, spend } = start({ rate: 10, burst: 3 });
    spend(3);
    clock.advance(60_000);
    expect(spend(2)).toBe(false);
    expect(spend(1)).toBe(true);
  });

  it('passes a burst when it is restored, for whatever the client was paused', () => {
    const { gate, rate, spend } = start({ rate: 10, burst: 3 });
    spend(5);
    rate.hold(60_000);
    rate.refill();
    expect([gate.isPaused, spend(2), spend(1)]).toEqual([false, false, true]);
  });

  it('charges lines that came while paused at the next line', () => {
    const { clock, gate, spend } = start({ rate: 10, burst: 1 });
    spend(1);
    expect(spend(2)).toBe(true);
    clock.advance(100);
    expect([gate.isPaused, spend(1)]).toEqual([false, true]);
    clock.advance(299);
    expect(gate.isPaused).toBe(true);
    clock.advance(1);
    expect(gate.isPaused).toBe(false);
  });

  it.each([
    { rate: 0, burst: 1 },
    { rate: 1, burst: 0 },
  ])('pauses nobody at a rate of $rate with a burst of $burst', (options) => {
    expect(start(options).spend(1000)).toBe(false);
  });

  it('does nothing after close', () => {
    const { clock, gate, rate, spend } = start({ rate: 10, burst: 1 });
    spend(1);
    rate.close();
    clock.advance(60_000);
    expect(gate.isPaused).toBe(true);
  });

  it('charges the given cost in lines, at most a burst', () => {
    const { clock, gate, rate } = start({ rate: 10, burst: 3 });
    rate.consume(1.5);
    expect(gate.isPaused).toBe(false);
    rate.consume(1000);
    expect(gate.isPaused).toBe(true);
    clock.advance(249);
    expect(gate.isPaused).toBe(true);
    clock.advance(1);
    expect(gate.isPaused).toBe(false);
  });
});
