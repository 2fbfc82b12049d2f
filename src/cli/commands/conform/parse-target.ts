import type { Target } from '../../../conform';
import { UsageError } from '../../errors/command-error';

/** `[::1]:8989`, `localhost:8989`, `:8989` or `8989`. */
const TARGET_PATTERN = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/;

/** The server that a word of the command line names. Without a host it is one on this machine. */
export const parseTarget = (word: string): Target => {
  const [, bracketed, plain, digits] = TARGET_PATTERN.exec(word) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535))
    throw new UsageError(`${JSON.stringify(word)} is not HOST:PORT, such as localhost:8989 or [::1]:8989`);
  return { host: bracketed ?? (plain === undefined || plain === '' ? '127.0.0.1' : plain), port };
};
