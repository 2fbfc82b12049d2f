/** Every code an error of rx-chat can have; each has a row in docs/errors.md. */
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
  override readonly name = 'ChatError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
