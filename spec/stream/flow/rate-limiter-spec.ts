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

describe('Rate', () => {
  it('holds with the last line of the burst, until there is time for one more', () => {
    const { clock, gate, spend } = start({ rate: 10, burst: 3 });
    expect(spend(2)).toBe(false);
    expect(spend(1)).toBe(true);
    clock.advance(99);
    expect(gate.isPaused).toBe(true);
    clock.advance(1);
    expect(gate.isPaused).toBe(false);
  });

  it('lets lines pass at its rate, in the long run', () => {
    const { clock, gate, rate } = start({ rate: 10, burst: 3 });
    let lines = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      for (; !gate.isPaused; lines++) rate.consume();
      clock.advance(1);
    }
    expect(lines).toBe(3 + 99);
  });

  it('gives the burst back after a silence, and no more than that', () => {
    const { clock, spend } = start({ rate: 10, burst: 3 });
    spend(3);
    clock.advance(60_000);
    expect(spend(2)).toBe(false);
    expect(spend(1)).toBe(true);
  });

  it('lets a burst pass when it is refilled, whatever it was held for', () => {
    const { gate, rate, spend } = start({ rate: 10, burst: 3 });
    spend(5);
    rate.hold(60_000);
    rate.refill();
    expect([gate.isPaused, spend(2), spend(1)]).toEqual([false, false, true]);
  });

  it('makes up at the next line for what came while it held', () => {
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
  ])('holds nobody at a rate of $rate with a burst of $burst', (options) => {
    expect(start(options).spend(1000)).toBe(false);
  });

  it('does nothing any more once it is closed', () => {
    const { clock, gate, rate, spend } = start({ rate: 10, burst: 1 });
    spend(1);
    rate.close();
    clock.advance(60_000);
    expect(gate.isPaused).toBe(true);
  });

  it('counts what costs as much as many lines for so many, and for no more than a burst', () => {
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
