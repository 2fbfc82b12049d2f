/** Aborts at one of these signals, with its name as the reason; a second one ends the process. */
export const untilStopped = (...signals: readonly NodeJS.Signals[]): AbortSignal => {
  const controller = new AbortController();
  for (const signal of signals) process.once(signal, () => controller.abort(signal));
  return controller.signal;
};
