import { CommandError, UsageError } from './command-error';
import { usage } from './usage';

/** How a failed command is told: what goes to stderr, and the exit status. */
export interface Failure {
  readonly text: string;
  readonly status: number;
}

/** An error as one line, with the usage of the command if that was the mistake; never a stack trace. */
export const failureOf = (error: unknown, command: string | undefined): Failure => {
  const message = error instanceof Error ? error.message : String(error);
  const line = `rx-chat: ${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n`;
  return {
    text: error instanceof UsageError ? `${line}${usage(command)}\n` : line,
    status: error instanceof CommandError ? error.status : 1,
  };
};
