import type { Subscription } from 'rxjs';
import type { Connection, InvalidLine } from '../../src/stream';

/** What a connection does, in the order in which it does it. */
export interface Watched {
  readonly connection: Connection;
  /** Its lines so far. */
  readonly lines: readonly (string | InvalidLine)[];
  /** `end` as the client says no more, `completed CAUSE` as the lines are over, `closed`. */
  readonly events: readonly string[];
  readonly subscription: Subscription;
  /** Resolves once an event that contains this has happened, at once if it has. */
  readonly happened: (event: string) => Promise<void>;
  /** Resolves once there are so many lines. */
  readonly said: (count: number) => Promise<void>;
}

/** Subscribes to a connection's lines and listens to all it tells. `onLine` is called with each line. */
export const watch = (
  connection: Connection,
  onLine: (line: string | InvalidLine) => void = () => undefined,
): Watched => {
  const lines: (string | InvalidLine)[] = [];
  const events: string[] = [];
  const waiting = new Set<() => void>();
  const tell = () => waiting.forEach((look) => look());
  const note = (event: string) => {
    events.push(event);
    tell();
  };
  const until = (met: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!met()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  connection.onEnd = () => note('end');
  connection.onClose = () => note('closed');
  connection.onDrain = () => note('drain');
  const subscription = connection.line$.subscribe({
    next: (line) => {
      lines.push(line);
      onLine(line);
      tell();
    },
    complete: () => note(`completed ${connection.closeReason?.text}`),
    error: (error: unknown) => note(`errored ${String(error)}`),
  });
  return {
    connection,
    lines,
    events,
    subscription,
    happened: (event) => until(() => events.some((each) => each.includes(event))),
    said: (count) => until(() => lines.length >= count),
  };
};
