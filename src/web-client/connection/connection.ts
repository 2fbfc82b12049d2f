import { concat, EMPTY, Observable, of, race, timer } from 'rxjs';
import { concatMap, ignoreElements, map, repeat, switchMap, take } from 'rxjs/operators';
import { webSocket, type WebSocketSubject } from 'rxjs/webSocket';
import type { LinkEvent } from './connection-event';
import { readObject, type ServerObject } from '../protocol/server-messages';
import { pauseBefore } from './backoff';
import type { NumberedRequest } from '../protocol/client-requests';

export interface LinkOptions {
  readonly url: string;
  /** Emits what is dialled for: another number makes a new connection, 0 ends it. */
  readonly dial$: Observable<number>;
  /** Ends a pause: the network is back, or somebody looks at the page. */
  readonly wake$: Observable<unknown>;
  readonly random: () => number;
}

export interface Link {
  /** What the connection does, for as long as this is subscribed to. */
  readonly event$: Observable<LinkEvent>;
  /** Sends to the connection there is; without one it goes nowhere, and `lost` has said so. */
  readonly send: (request: NumberedRequest) => void;
}

type Socket = WebSocketSubject<unknown>;

/** A connection without a close frame. */
const ABNORMAL = 1006;

/** A connection that is made again, after growing pauses, for as long as it is wanted. */
export const createLink = ({ url, dial$, wake$, random }: LinkOptions): Link => {
  let current$: Socket | undefined;
  const opened = (socket$: Socket): void => void (current$ = socket$);
  const closed = (socket$: Socket): void => void (current$ = current$ === socket$ ? undefined : current$);

  const dial = (): Observable<LinkEvent> => {
    let tries = 0;
    const attempt$ = connect(url, opened, closed).pipe(
      map((event): LinkEvent => {
        if (event.kind === 'received' && event.object.type === 'entered') tries = 0;
        return event.kind === 'received' ? event : { ...event, pause: pauseBefore(tries++, random()) };
      }),
      concatMap((event) => (event.kind === 'lost' ? concat(of(event), rest(event.pause, wake$)) : of(event))),
    );
    // Each try ends before the next one begins: a try inside the one before would fill the stack in the end.
    return concat(of<LinkEvent>({ kind: 'opening' }), attempt$).pipe(repeat());
  };

  return {
    event$: dial$.pipe(switchMap((wanted) => (wanted === 0 ? EMPTY : dial()))),
    send: (request) => current$?.next(request),
  };
};

/** Waits, and emits nothing. */
const rest = (ms: number, wake$: Observable<unknown>): Observable<never> =>
  race(timer(ms), wake$).pipe(take(1), ignoreElements());

type Heard = Extract<LinkEvent, { kind: 'received' }> | Omit<Extract<LinkEvent, { kind: 'lost' }>, 'pause'>;

/** One connection, which ends with `lost`. */
const connect = (
  url: string,
  opened: (socket$: Socket) => void,
  closed: (socket$: Socket) => void,
): Observable<Heard> =>
  new Observable<Heard>((subscriber) => {
    let [code, reason] = [ABNORMAL, ''];
    const lose = (): void => {
      closed(socket$);
      subscriber.next({ kind: 'lost', code, reason });
      subscriber.complete();
    };
    const socket$: Socket = webSocket<unknown>({
      url,
      deserializer: ({ data }) => readObject(data),
      closeObserver: { next: (event) => void ({ code, reason } = event) },
      openObserver: { next: () => opened(socket$) },
    });
    const subscription = socket$.subscribe({
      next: (object) => {
        if (object !== undefined) subscriber.next({ kind: 'received', object: object as ServerObject });
      },
      error: lose,
      complete: lose,
    });
    return () => {
      closed(socket$);
      subscription.unsubscribe();
    };
  });
