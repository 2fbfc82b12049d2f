import { conform, profiles, type ProfileName, type Result } from '../../src/conform';
import { reference } from './reference';

/** A fault of a server, and the checks that must turn red for it, with spaces between them. */
export interface Breakage {
  readonly fault: string;
  readonly red: string;
  /** One check at a time: this fault shows in the clients of other checks too. */
  readonly single?: true;
  /** How much is said past a client that does not read, in bytes. */
  readonly backlog?: number;
}

/** The checks that failed by themselves, not because another one had. */
const redOf = (results: readonly Result[]): string =>
  results
    .filter((result) => result.kind === 'failed' && !result.came.startsWith('not reached'))
    .map(({ check }) => check.id)
    .join(' ');

const judge = async (
  name: ProfileName,
  breakage: Partial<Breakage>,
  patience: number,
): Promise<readonly Result[]> => {
  const { fault, single, backlog = 0 } = breakage;
  const server = await reference(name, fault);
  const profile = profiles[name]();
  const concurrency = single ? 1 : profile.concurrency;
  const target = { host: '127.0.0.1', port: server.port };
  const results = await conform({ ...profile, concurrency }, target, { patience, backlog });
  server.close();
  return results;
};

/** How many servers are judged at once: most of the time they are waited for. */
const LANES = 10;

/** How long a server is waited for in the end, and how long at first, in milliseconds. */
const PATIENCE = 1000;
const HASTE = 400;

/**
 * Judges them all, so many at once, and those with a backlog at the end, one by one: they keep this process so busy
 * that others would seem late. One that was judged in haste beside nine others may have seemed late all the same: what
 * differs is judged again, by itself and with patience.
 */
const judgeAll = async (
  name: ProfileName,
  breakages: readonly Breakage[],
  tell: (breakage: Breakage, red: string) => void,
): Promise<void> => {
  const again: Breakage[] = [];
  const lane = async (waiting: Breakage[]): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const red = redOf(await judge(name, next, HASTE));
      if (red !== next.red) again.push(next);
      tell(next, red);
    }
  };
  const light = breakages.filter(({ backlog }) => backlog === undefined);
  await Promise.all(Array.from({ length: LANES }, () => lane(light)));
  await lane(breakages.filter(({ backlog }) => backlog !== undefined));
  for (const breakage of again) tell(breakage, redOf(await judge(name, breakage, PATIENCE)));
};

/** A right server passes; each broken one turns just its own checks red; there is a broken one for every check. */
export const describeProfile = (name: ProfileName, breakages: readonly Breakage[]): void => {
  jest.setTimeout(60_000);

  describe(`conform --profile ${name}`, () => {
    it('passes a server that keeps to all rules, all checks of it', async () => {
      const results = await judge(name, { backlog: 6_000_000 }, PATIENCE);
      expect(results.filter(({ kind }) => kind !== 'passed')).toEqual([]);
    });

    describe('with a fault', () => {
      const reds = new Map<Breakage, string>();
      beforeAll(() => judgeAll(name, breakages, (breakage, red) => reds.set(breakage, red)));

      it.each(breakages)('$fault: $red', (breakage) => {
        expect(reds.get(breakage)).toBe(breakage.red);
      });
    });

    it('has no check that no broken server turns red', () => {
      const red = new Set(breakages.flatMap((breakage) => breakage.red.split(' ')));
      const ids = profiles[name]().checks.map(({ id }) => id);
      expect([...red].sort()).toEqual([...new Set(ids)].sort());
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
};
