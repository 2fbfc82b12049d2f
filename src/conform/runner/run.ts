import { setTimeout as pause } from 'node:timers/promises';
import type { Check, Outcome, Profile, Result } from './check';
import type { Target } from '../client/connect';
import { UniqueNames } from '../client/unique-names';
import { Failed, Skipped, Unreachable } from '../client/errors';
import { CheckContext, type RunSettings } from '../client/context';

const defaults: RunSettings = { patience: 2000, deadline: 25_000, backlog: 6_000_000 };

const TIME_IS_UP = 'time is up';

/** How long a check has to fail by itself once its clients are cut off, in milliseconds. */
const TAIL_MS = 50;

/** One run: where, how, and until when. */
interface Run {
  readonly target: Target;
  readonly settings: RunSettings;
  readonly names: UniqueNames;
  /** Resolves when the time is up. */
  readonly over: Promise<void>;
  /** Why no more checks are tried; empty while they are. */
  stopped: string;
}

const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof Skipped) return { kind: 'skipped', because: error.reason };
  if (error instanceof Failed) return { kind: 'failed', expected: error.expected, came: error.actual };
  return { kind: 'failed', expected: '', came: (error as Error).message };
};

/** Ends a check's clients when the time is up, and with them whatever it waits for. */
const abortOnTimeout = async ({ over }: Run, stage: CheckContext): Promise<never> => {
  await over;
  stage.abort(TIME_IS_UP);
  await pause(TAIL_MS);
  throw new Error(TIME_IS_UP);
};

const runCheck = async (run: Run, check: Check): Promise<Outcome> => {
  const stage = new CheckContext(run.target, run.settings, run.names);
  try {
    await Promise.race([check.run(stage), abortOnTimeout(run, stage)]);
    return { kind: 'passed' };
  } catch (error) {
    if (check.prerequisite && error instanceof Unreachable) throw error;
    return outcomeOf(error);
  } finally {
    await stage.closeAll();
  }
};

const toResult = async (run: Run, check: Check): Promise<Result> => {
  const { stopped } = run;
  if (stopped !== '') return { check, ms: 0, kind: 'failed', expected: '', came: `not reached: ${stopped}` };
  const start = performance.now();
  const ending = await runCheck(run, check);
  if (check.prerequisite && ending.kind === 'failed') run.stopped ||= `${check.id} has failed`;
  return { check, ms: performance.now() - start, ...ending };
};

/** Judges these checks, so many at once. */
const runConcurrently = async (run: Run, checks: readonly Check[], lanes: number): Promise<Result[]> => {
  const waiting = [...checks];
  const lane = async (): Promise<Result[]> => {
    const check = waiting.shift();
    return check ? [await toResult(run, check), ...(await lane())] : [];
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
  given: Partial<RunSettings> = {},
): Promise<readonly Result[]> => {
  const settings = { ...defaults, ...given };
  const timer = new AbortController();
  const over = pause(settings.deadline, undefined, timer).catch(() => new Promise<void>(() => undefined));
  const run: Run = { target, settings, names: new UniqueNames(), over, stopped: '' };
  void over.then(() => (run.stopped = TIME_IS_UP));
  const { checks, concurrency } = profile;
  try {
    const gates = checks.filter(({ prerequisite }) => prerequisite);
    const rest = checks.filter(({ prerequisite }) => !prerequisite);
    const results = [
      ...(await runConcurrently(run, gates, 1)),
      ...(await runConcurrently(
        run,
        rest.filter(({ serial }) => !serial),
        concurrency,
      )),
      ...(await runConcurrently(
        run,
        rest.filter(({ serial }) => serial),
        1,
      )),
    ];
    return results.sort((a, b) => checks.indexOf(a.check) - checks.indexOf(b.check));
  } finally {
    timer.abort();
  }
};
