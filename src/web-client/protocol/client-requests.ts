/** A text for others: what waits for a receipt. */
export type OutgoingText =
  | { readonly type: 'say' | 'act'; readonly text: string }
  | { readonly type: 'tell'; readonly to: string; readonly text: string };

/** The requests of the web client: those of the `json` dialect, without their `id`. */
export type ClientRequest =
  | OutgoingText
  | {
      readonly type: 'enter';
      readonly name: string;
      readonly room?: string;
      readonly password?: string;
      readonly after?: { readonly log: string; readonly seq: number };
    }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'join'; readonly room: string }
  | { readonly type: 'topic'; readonly text?: string }
  | { readonly type: 'who' }
  | { readonly type: 'rooms' }
  | { readonly type: 'history'; readonly before?: number; readonly limit: number }
  | { readonly type: 'command'; readonly line: string }
  | { readonly type: 'leave'; readonly reason?: string };

/** A request on its way: its answer has the same id. */
export type NumberedClientRequest = ClientRequest & { readonly id: number };

/** How many bytes the server takes in a line unless it was told otherwise (`--max-line`). */
export const MAX_REQUEST_BYTES = 4096;

/** The most that an id takes; it is given once a line is sent, but counts. */
const MAX_REQUEST_ID = 999_999_999;

const encoder = new TextEncoder();

/** How many bytes a request has on the wire. */
export const byteLengthOfRequest = (request: ClientRequest): number =>
  encoder.encode(JSON.stringify({ ...request, id: MAX_REQUEST_ID })).length;

export const isOutgoingText = (request: ClientRequest): request is OutgoingText =>
  request.type === 'say' || request.type === 'act' || request.type === 'tell';
