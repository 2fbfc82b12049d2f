import { concat, EMPTY, Observable, of, race, timer } from 'rxjs';
import { concatMap, ignoreElements, map, repeat, switchMap, take } from 'rxjs/operators';
import { webSocket, type WebSocketSubject } from 'rxjs/webSocket';
import { parseServerMessage, type ServerMessage } from '../protocol/server-messages';
import { backoffDelay } from './backoff';
import type { NumberedClientRequest } from '../protocol/client-requests';

/** The events of a connection. */
export type ConnectionEvent =
  | { readonly kind: 'opening' }
  | { readonly kind: 'received'; readonly object: ServerMessage }
  /** Gone, with the close code of RFC 6455, 7.4, and what the server says of it; it is tried again after `pause` ms. */
  | { readonly kind: 'lost'; readonly code: number; readonly reason: string; readonly pause: number };

export interface ConnectionOptions {
  readonly url: string;
  /** Emits what is dialled for: another number makes a new connection, 0 ends it. */
  readonly connect$: Observable<number>;
  /** Ends a pause: the network is back, or somebody looks at the page. */
  readonly retryNow$: Observable<unknown>;
  readonly random: () => number;
}

export interface ServerConnection {
  /** The events of the connection, while there is a subscriber. */
  readonly event$: Observable<ConnectionEvent>;
  /** Sends to the connection there is; without one it goes nowhere, and `lost` has said so. */
  readonly send: (request: NumberedClientRequest) => void;
}

type Socket = WebSocketSubject<unknown>;

/** A connection without a close frame. */
const CLOSE_ABNORMAL = 1006;

/** A connection that is made again, after growing pauses, for as long as it is wanted. */
export const createConnection = ({
  url,
  connect$: connect$,
  retryNow$: retryNow$,
  random,
}: ConnectionOptions): ServerConnection => {
  let current$: Socket | undefined;
  const opened = (socket$: Socket): void => void (current$ = socket$);
  const closed = (socket$: Socket): void => void (current$ = current$ === socket$ ? undefined : current$);

  const dial = (): Observable<ConnectionEvent> => {
    let tries = 0;
    const attempt$ = connect(url, opened, closed).pipe(
      map((event): ConnectionEvent => {
        if (event.kind === 'received' && event.object.type === 'entered') tries = 0;
        return event.kind === 'received' ? event : { ...event, pause: backoffDelay(tries++, random()) };
      }),
      concatMap((event) =>
        event.kind === 'lost' ? concat(of(event), waitBackoff(event.pause, retryNow$)) : of(event),
      ),
    );
    // Each try ends before the next one begins: a try inside the one before would fill the stack in the end.
    return concat(of<ConnectionEvent>({ kind: 'opening' }), attempt$).pipe(repeat());
  };

  return {
    event$: connect$.pipe(switchMap((wanted) => (wanted === 0 ? EMPTY : dial()))),
    send: (request) => current$?.next(request),
  };
};

/** Waits, and emits nothing. */
const waitBackoff = (ms: number, wake$: Observable<unknown>): Observable<never> =>
  race(timer(ms), wake$).pipe(take(1), ignoreElements());

type Received =
  Extract<ConnectionEvent, { kind: 'received' }> | Omit<Extract<ConnectionEvent, { kind: 'lost' }>, 'pause'>;

/** One connection, which ends with `lost`. */
const connect = (
  url: string,
  opened: (socket$: Socket) => void,
  closed: (socket$: Socket) => void,
): Observable<Received> =>
  new Observable<Received>((subscriber) => {
    let [code, reason] = [CLOSE_ABNORMAL, ''];
    const lose = (): void => {
      closed(socket$);
      subscriber.next({ kind: 'lost', code, reason });
      subscriber.complete();
    };
    const socket$: Socket = webSocket<unknown>({
      url,
      deserializer: ({ data }) => parseServerMessage(data),
      closeObserver: { next: (event) => void ({ code, reason } = event) },
      openObserver: { next: () => opened(socket$) },
    });
    const subscription = socket$.subscribe({
      next: (object) => {
        if (object !== undefined) subscriber.next({ kind: 'received', object: object as ServerMessage });
      },
      error: lose,
      complete: lose,
    });
    return () => {
      closed(socket$);
      subscription.unsubscribe();
    };
  });
