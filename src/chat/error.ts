/**
 * The codes of a `ChatError`; docs/errors.md has a row for each.
 *
 * - `RX_CHAT_OPTION`: an option is out of its limits, or excludes another.
 * - `RX_CHAT_ADDRESS_IN_USE`: another server listens on the address.
 * - `RX_CHAT_LISTEN`: the address can't be listened on.
 * - `RX_CHAT_TLS`: the certificates can't be used.
 * - `RX_CHAT_MOTD`: the file of `--motd` can't be read. The command alone has it.
 * - `RX_CHAT_DIALECT`: there is no dialect of that name, or a dialect returned a command that it may not.
 * - `RX_CHAT_DATA`: the folder of the chat can't be used, or not any more.
 * - `RX_CHAT_CLOCK`: the wall clock is more than an hour before the newest entry of the folder.
 * - `RX_CHAT_CLOSED`: the chat is closed.
 */
export type ErrorCode =
  | 'RX_CHAT_OPTION'
  | 'RX_CHAT_ADDRESS_IN_USE'
  | 'RX_CHAT_LISTEN'
  | 'RX_CHAT_TLS'
  | 'RX_CHAT_MOTD'
  | 'RX_CHAT_DIALECT'
  | 'RX_CHAT_DATA'
  | 'RX_CHAT_CLOCK'
  | 'RX_CHAT_CLOSED';

/** An error with a stable `code`. Its message names the thing, the cause and the way out, on one line. */
export class ChatError extends Error {
  /** `ChatError`, in every copy of the package. */
  override readonly name = 'ChatError';

  /** Its message is one line; `options.cause` is the error of the system, where there is one. */
  constructor(
    /** The code, for programs. */
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
