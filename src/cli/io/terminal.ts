import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Whether one of the standard streams is a terminal: a hangup then says that it is gone. */
export const hasTerminal = (): boolean => [0, 1, 2].some((descriptor) => isatty(descriptor));

/**
 * Lets go of a terminal that was closed, as the process exits. Node sets each terminal back to what it was at the start,
 * and aborts where it can't: SIGABRT or SIGSEGV would be the end of every server whose window was closed. It leaves out
 * what is closed. A terminal that hung up is none any more.
 */
export const closeLostTerminal = (): void => {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    for (const terminal of terminals) if (!isatty(terminal)) close(terminal);
  });
};

const close = (descriptor: number): void => {
  try {
    closeSync(descriptor);
  } catch {
    // It was closed before.
  }
};
