import { of, Subject } from 'rxjs';
import { createConnection, type ConnectionEvent } from '../../../src/web-client/connection/connection';

/** A WebSocket to a server that is not there. */
class Refused {
  onclose?: ((event: object) => void) | undefined;

  constructor() {
    queueMicrotask(() => this.onclose?.({ code: 1006, reason: '', wasClean: false }));
  }

  close(): void {
    this.onclose = undefined;
  }
}

describe('the connection of the page', () => {
  const before = globalThis.WebSocket;
  beforeEach(() => void Object.assign(globalThis, { WebSocket: Refused }));
  afterEach(() => void Object.assign(globalThis, { WebSocket: before }));

  it('is tried again however often it has failed', async () => {
    const tries = 5000;
    const events: ConnectionEvent['kind'][] = [];
    const enough$ = new Subject<void>();
    const link = createConnection({
      url: 'ws://127.0.0.1/ws',
      connect$: of(1),
      retryNow$: of(0),
      random: () => 0,
    });
    await new Promise<void>((resolve, reject) => {
      const subscription = link.event$.subscribe({
        next: ({ kind }) => {
          events.push(kind);
          if (events.length === 2 * tries) enough$.next();
        },
        error: reject,
      });
      enough$.subscribe(() => {
        subscription.unsubscribe();
        resolve();
      });
    });
    expect(events.filter((kind) => kind === 'opening')).toHaveLength(tries);
    expect(events.filter((kind) => kind === 'lost')).toHaveLength(tries);
  });
});
