import { CommandError, UsageError } from './command-error';
import { cleanLine } from '../io/clean-terminal-text';
import { usage } from './usage';

/** How a failed command is told: what goes to stderr, and the exit status. */
export interface Failure {
  readonly text: string;
  readonly status: number;
}

const errorText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  // Whatever asks for the working folder throws this: a path that is not absolute is looked for there.
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === 'uv_cwd' ? 'the working folder is gone: cd to one that is there' : error.message;
};

/** An error as one line, with the usage of the command if that was the mistake; never a stack trace. */
export const formatFailure = (error: unknown, command: string | undefined): Failure => {
  const message = errorText(error);
  const line = `rx-chat: ${cleanLine(message)}\n`;
  return {
    text: error instanceof UsageError ? `${line}${usage(command)}\n` : line,
    status: error instanceof CommandError ? error.status : 1,
  };
};
