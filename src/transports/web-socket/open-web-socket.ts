/**
 * The part of an open WebSocket of `ws` that a connection needs. The type is separate, because embedders do not get the
 * package with the types of `ws`.
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
