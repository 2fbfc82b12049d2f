/**
 * The program was asked for something that it can't do. The message is one line that names the thing, the cause and
 * the way out.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    /** 1: it could not be done. 2: it was asked for wrongly. */
    readonly status: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A mistake on the command line or in the environment: the usage of the command is shown with it. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message, 2);
  }
}
