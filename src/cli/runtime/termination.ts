import { constants } from 'node:os';

/** Why the program is to end. */
export type Termination =
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'crash'; readonly error: unknown };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves with the first signal or uncaught error (a rejected promise that nobody handles is one). SIGINT or SIGTERM
 * after it ends the process at once, with the status a shell gives for that signal: 130 or 143. An error after it is
 * only told. With `onHangup`, SIGHUP is no ending: that is called for each instead.
 */
export const waitForTermination = (
  tell: (error: unknown) => void,
  onHangup?: () => void,
): Promise<Termination> =>
  new Promise((resolve) => {
    let ending = false;
    if (onHangup) process.on('SIGHUP', onHangup);
    for (const signal of signals) {
      if (onHangup && signal === 'SIGHUP') continue;
      process.on(signal, () => {
        // A terminal that closes says so twice: by its shell, and by the kernel as the shell ends.
        if (ending && signal === 'SIGHUP') return;
        if (ending) process.exit(128 + constants.signals[signal]);
        ending = true;
        resolve({ kind: 'signal', signal });
      });
    }
    process.on('uncaughtException', (error) => {
      tell(error);
      ending = true;
      resolve({ kind: 'crash', error });
    });
  });

/** Aborts at one of these signals, with its name as the reason; a second one ends the process. */
export const untilStopped = (...signals: readonly NodeJS.Signals[]): AbortSignal => {
  const controller = new AbortController();
  for (const signal of signals) process.once(signal, () => controller.abort(signal));
  return controller.signal;
};
