/**
 * What a connection needs of a WebSocket that `ws` has opened, by a type of our own: the types of `ws` come in a package
 * that an embedder does not get.
 */
export interface OpenWebSocket {
  readonly OPEN: number;
  readonly readyState: number;
  readonly isPaused: boolean;
  on(event: 'message', listener: (data: Buffer) => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  on(event: 'close' | 'ping' | 'pong', listener: () => void): unknown;
  pause(): void;
  resume(): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}
