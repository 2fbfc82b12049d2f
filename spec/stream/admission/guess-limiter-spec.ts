import type { LogRecord, SecretKind } from '../../../src/stream';
import { GuessLimiter } from '../../../src/stream/admission/guess-limiter';
import { testClock } from '../../../src/testing';

const HERE = '192.0.2.1:1';

/** Guesses, and what comes of each try: `right`, `wrong`, or the seconds for which there is none. */
const tested = () => {
  const clock = testClock();
  const log: LogRecord[] = [];
  const metered: SecretKind[] = [];
  const meter = { onWrongSecret: (kind: SecretKind) => metered.push(kind) };
  const guesses = new GuessLimiter({ clock, log: (line) => log.push(line), meter });
  const make = (isRight = false, remote = HERE, kind: SecretKind = 'password') => {
    const told: (string | number)[] = [];
    const cancel = guesses.attempt({
      kind,
      from: { remote },
      go: (outcome) => {
        told.push(isRight ? 'right' : 'wrong');
        outcome(isRight);
      },
      refuse: (seconds) => told.push(seconds),
    });
    return { told, cancel };
  };
  /** One whose outcome is not known before it is told. */
  const open = (remote = HERE) => {
    let outcome: ((isRight: boolean) => void) | undefined;
    const told: number[] = [];
    guesses.attempt({
      kind: 'resume',
      from: { remote },
      go: (tell) => (outcome = tell),
      refuse: (seconds) => told.push(seconds),
    });
    return { told, isMade: () => outcome !== undefined, is: (isRight: boolean) => outcome?.(isRight) };
  };
  const wrongs = (count: number, remote = HERE) => Array.from({ length: count }, () => make(false, remote));
  return { clock, log, metered, guesses, make, open, wrongs };
};

describe('GuessLimiter', () => {
  it('checks ten wrong secrets of an address a minute, then answers later ones late and refuses them', () => {
    const { clock, make, wrongs } = tested();
    expect(wrongs(10).map(({ told }) => told)).toEqual(Array.from({ length: 10 }, () => ['wrong']));
    const { told } = make();
    clock.advance(999);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([59]);
  });

  it('checks no secret that it refuses, not even a right one', () => {
    const { clock, make, wrongs } = tested();
    wrongs(10);
    const { told } = make(true);
    clock.advance(1000);
    expect(told).toEqual([59]);
  });

  it('allows another attempt a minute after each wrong one', () => {
    const { clock, make, wrongs } = tested();
    wrongs(1);
    clock.advance(30_000);
    wrongs(9);
    clock.advance(28_500);
    const late = make(true);
    clock.advance(1000);
    expect(late.told).toEqual([1]);
    clock.advance(500);
    expect(make(true).told).toEqual(['right']);
    expect(make().told).toEqual(['wrong']);
    expect(make().told).toEqual([]);
    clock.advance(30_000);
    expect(make().told).toEqual(['wrong']);
  });

  it('does not count a right secret', () => {
    const { make, guesses } = tested();
    for (let i = 0; i < 50; i++) expect(make(true).told).toEqual(['right']);
    expect(guesses.size).toBe(0);
  });

  it.each([
    ['an address with several ports', '192.0.2.1:1', '192.0.2.1:2', '192.0.2.2:1'],
    ['a /64', '[2001:db8:1:2::1]:1', '[2001:db8:1:2:9::2]:2', '[2001:db8:1:3::1]:1'],
    ['IPv4, mapped', '192.0.2.1:1', '[::ffff:192.0.2.1]:1', '[::ffff:192.0.2.2]:1'],
    ['a unix socket', 'unix', 'unix', 'memory'],
  ])('counts the attempts of %s together', (_, one, same, other) => {
    const { make, wrongs } = tested();
    wrongs(5, one);
    wrongs(5, same);
    expect(make(true, one).told).toEqual([]);
    expect(make(true, other).told).toEqual(['right']);
  });

  it('counts an attempt from its start, and lets others wait for its outcome', () => {
    const { clock, open } = tested();
    const all = Array.from({ length: 12 }, () => open());
    expect(all.filter(({ isMade }) => isMade())).toHaveLength(10);
    clock.advance(1000);
    expect(all.filter(({ isMade }) => isMade())).toHaveLength(10);
    all.slice(0, 9).forEach(({ is }) => is(false));
    all[9]?.is(true);
    clock.advance(1000);
    expect(all.map(({ isMade }) => isMade()).slice(10)).toEqual([true, false]);
    all[10]?.is(false);
    all[10]?.is(false);
    clock.advance(1000);
    expect(all[11]?.told).toEqual([58]);
  });

  it('forgets an attempt that is abandoned while it waits', () => {
    const { clock, make, wrongs } = tested();
    wrongs(10);
    const { told, cancel } = make();
    cancel?.();
    clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('remembers 10,000 addresses, and none longer than needed', () => {
    const { clock, guesses, wrongs, make } = tested();
    wrongs(10, '198.51.100.1:1');
    for (let i = 0; i < 10_050; i++) wrongs(1, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}:1`);
    expect(guesses.size).toBeLessThanOrEqual(10_000);
    clock.advance(60_000);
    for (let i = 0; i < 4000; i++) make(true);
    expect(guesses.size).toBe(0);
  });

  it('logs an address once a minute with the count, and the rest at its end', () => {
    const { clock, log, guesses, make, wrongs } = tested();
    wrongs(10);
    make();
    make();
    wrongs(1, '192.0.2.2:7');
    clock.advance(59_999);
    const lines = () => log.splice(0).map(({ message, remote, count }) => [message, remote, count]);
    expect(lines()).toEqual([
      ['wrong password', HERE, 1],
      ['wrong password', '192.0.2.2:7', 1],
    ]);
    clock.advance(1000);
    expect(lines()).toEqual([['wrong password', HERE, 11]]);
    make(false, HERE, 'operator');
    expect(lines()).toEqual([]);
    guesses.close();
    expect(lines()).toEqual([['wrong operator secret', HERE, 1]]);
  });

  it('meters wrong secrets by their kind, and not the refused attempts', () => {
    const { clock, metered, make } = tested();
    make(false, HERE, 'operator');
    make(true, HERE, 'operator');
    for (let i = 0; i < 12; i++) make(false, HERE, 'resume');
    clock.advance(1000);
    expect(metered).toEqual(['operator', ...Array.from({ length: 9 }, () => 'resume')]);
  });
});
