import type { ServerMessage } from '../protocol/server-messages';

/** The events of a connection. */
export type ConnectionEvent =
  | { readonly kind: 'opening' }
  | { readonly kind: 'received'; readonly object: ServerMessage }
  /** Gone, with the close code of RFC 6455, 7.4, and what the server says of it; it is tried again after `pause` ms. */
  | { readonly kind: 'lost'; readonly code: number; readonly reason: string; readonly pause: number };
