import { constants } from 'node:os';

/** Why the program is to end. */
export type Ending =
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'crash'; readonly error: unknown };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves with the first signal or uncaught error (a rejected promise that nobody handles is one). A signal after it
 * ends the process at once, with the status a shell gives for that signal: 130 for SIGINT, 143 for SIGTERM. An error
 * after it is only told.
 */
export const watchEnding = (tell: (error: unknown) => void): Promise<Ending> =>
  new Promise((resolve) => {
    let ending = false;
    for (const signal of signals) {
      process.on(signal, () => {
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
