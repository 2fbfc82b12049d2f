import { setTimeout as pause } from 'node:timers/promises';
import type { Check, Ending, Profile, Result } from './check';
import type { Target } from '../client/connect';
import { Names } from '../client/unique-names';
import { Failed, Skipped, Unreachable } from '../client/errors';
import { Stage, type Settings } from '../client/context';

const defaults: Settings = { patience: 2000, deadline: 25_000, backlog: 6_000_000 };

const TIME_IS_UP = 'time is up';

/** How long a check has to fail by itself once its clients are cut off, in milliseconds. */
const LAST_WORDS = 50;

/** One run: where, how, and until when. */
interface Run {
  readonly target: Target;
  readonly settings: Settings;
  readonly names: Names;
  /** Resolves when the time is up. */
  readonly over: Promise<void>;
  /** Why no more checks are tried; empty while they are. */
  stopped: string;
}

const endingOf = (error: unknown): Ending => {
  if (error instanceof Skipped) return { kind: 'skipped', because: error.because };
  if (error instanceof Failed) return { kind: 'failed', expected: error.expected, came: error.came };
  return { kind: 'failed', expected: '', came: (error as Error).message };
};

/** Ends a check's clients when the time is up, and with them whatever it waits for. */
const cutWhenOver = async ({ over }: Run, stage: Stage): Promise<never> => {
  await over;
  stage.cut(TIME_IS_UP);
  await pause(LAST_WORDS);
  throw new Error(TIME_IS_UP);
};

const play = async (run: Run, check: Check): Promise<Ending> => {
  const stage = new Stage(run.target, run.settings, run.names);
  try {
    await Promise.race([check.run(stage), cutWhenOver(run, stage)]);
    return { kind: 'passed' };
  } catch (error) {
    if (check.gate && error instanceof Unreachable) throw error;
    return endingOf(error);
  } finally {
    await stage.empty();
  }
};

const judge = async (run: Run, check: Check): Promise<Result> => {
  const { stopped } = run;
  if (stopped !== '') return { check, ms: 0, kind: 'failed', expected: '', came: `not reached: ${stopped}` };
  const start = performance.now();
  const ending = await play(run, check);
  if (check.gate && ending.kind === 'failed') run.stopped ||= `${check.id} has failed`;
  return { check, ms: performance.now() - start, ...ending };
};

/** Judges these checks, so many at once. */
const inLanes = async (run: Run, checks: readonly Check[], lanes: number): Promise<Result[]> => {
  const waiting = [...checks];
  const lane = async (): Promise<Result[]> => {
    const check = waiting.shift();
    return check ? [await judge(run, check), ...(await lane())] : [];
  };
  return (await Promise.all(Array.from({ length: lanes }, lane))).flat();
};

/**
 * Judges a server by all rules of a profile: the gates first, then what may go on at once, then what must be alone.
 * Resolves before the deadline and a second, whatever the server does. Rejects with `Unreachable` if there is none.
 */
export const conform = async (
  profile: Profile,
  target: Target,
  given: Partial<Settings> = {},
): Promise<readonly Result[]> => {
  const settings = { ...defaults, ...given };
  const timer = new AbortController();
  const over = pause(settings.deadline, undefined, timer).catch(() => new Promise<void>(() => undefined));
  const run: Run = { target, settings, names: new Names(), over, stopped: '' };
  void over.then(() => (run.stopped = TIME_IS_UP));
  const { checks, lanes } = profile;
  try {
    const gates = checks.filter(({ gate }) => gate);
    const rest = checks.filter(({ gate }) => !gate);
    const results = [
      ...(await inLanes(run, gates, 1)),
      ...(await inLanes(
        run,
        rest.filter(({ alone }) => !alone),
        lanes,
      )),
      ...(await inLanes(
        run,
        rest.filter(({ alone }) => alone),
        1,
      )),
    ];
    return results.sort((a, b) => checks.indexOf(a.check) - checks.indexOf(b.check));
  } finally {
    timer.abort();
  }
};
