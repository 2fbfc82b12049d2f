import { systemClock, type Clock } from '../contracts/clock';

/** Whether `work` is done within `ms`. Rejects if it rejects in that time; its timer is gone when it resolves. */
export const settlesWithin = async (
  ms: number,
  work: Promise<unknown>,
  clock: Clock = systemClock,
): Promise<boolean> => {
  let cancel = (): void => undefined;
  const late = new Promise<boolean>((resolve) => {
    cancel = clock.setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
};
