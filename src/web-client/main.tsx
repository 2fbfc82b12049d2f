import { render } from 'preact';
import {
  animationFrameScheduler,
  auditTime,
  BehaviorSubject,
  combineLatest,
  distinctUntilChanged,
  filter,
  fromEvent,
  interval,
  map,
  merge,
  observeOn,
  queueScheduler,
  scan,
  startWith,
  Subject,
  Subscription,
  type Observable,
} from 'rxjs';
import type { UiHandlers } from './view/handlers';
import { alertFor, documentTitle } from './state/alerts';
import { createConnection } from './connection/connection';
import { notify } from './browser/notifications';
import { deserialize, serialize } from './state/persisted-state';
import { wantsConnection, type State } from './state/state';
import { reduce, type Action } from './state/reducer';
import { writeItem, readItem } from './browser/storage';
import { Page } from './view/page';

const STORAGE_KEY = 'rx-chat';

type WithoutTime<H> = H extends Action ? Omit<H, 'at'> : never;
type Dispatch = (what: WithoutTime<Action>) => void;

/** A defect must not end the page: the state stays as it was. */
const guarded = (state: State, action: Action): State => {
  try {
    return reduce(state, action);
  } catch (error) {
    console.error('action failed', action, error);
    return { ...state, outbox: [] };
  }
};

const logError = (error: unknown): void => console.error('stream failed', error);

const socketAddress = (page: string): string => new URL('ws', page).href.replace(/^http/, 'ws');

const createHandlers = (dispatch: Dispatch, atEnd: (isAtEnd: boolean) => void): UiHandlers => ({
  enter: (name, room, password) => dispatch({ kind: 'enter', name, room, password }),
  submit: (requests) => dispatch({ kind: 'submit', requests }),
  recall: () => dispatch({ kind: 'recall' }),
  atEnd,
  again: () => dispatch({ kind: 'again' }),
  otherName: () => dispatch({ kind: 'other-name' }),
  resend: (id) => dispatch({ kind: 'resend', id }),
  discard: (id) => dispatch({ kind: 'discard', id }),
  listRooms: () => dispatch({ kind: 'list-rooms' }),
});

/** Wires the page: its connection and its reader into the reducer, and the state into the view. The subscription that it returns ends it. */
const mount = (root: Element): Subscription => {
  const first = deserialize(readItem(STORAGE_KEY), Date.now());
  const action$ = new Subject<Action>();
  const state$ = new BehaviorSubject(first);
  const atEnd$ = new BehaviorSubject(true);
  const running = new Subscription();
  const own = <T,>(stream$: Observable<T>, next: (value: T) => void): void =>
    running.add(stream$.subscribe({ next, error: logError }));

  const dispatch: Dispatch = (what) => action$.next({ ...what, at: Date.now() });
  const handlers = createHandlers(dispatch, (isAtEnd) => atEnd$.next(isAtEnd));
  const visible$ = fromEvent(document, 'visibilitychange').pipe(
    startWith(undefined),
    map(() => document.visibilityState === 'visible'),
    distinctUntilChanged(),
  );
  const retryNow$ = merge(
    fromEvent(window, 'online'),
    visible$.pipe(filter((isVisible, index) => isVisible && index > 0)),
  );
  const link = createConnection({
    url: socketAddress(location.href),
    connect$: state$.pipe(
      map((state) => (wantsConnection(state) ? state.dial : 0)),
      distinctUntilChanged(),
    ),
    retryNow$,
    random: Math.random,
  });

  // An action that leads to another one is reduced to its end before that one.
  own(action$.pipe(observeOn(queueScheduler), scan(guarded, first)), (state) => {
    state.outbox.forEach(link.send);
    if (state !== state$.value) state$.next(state);
  });
  // One drawing a frame, however much has come.
  own(state$.pipe(auditTime(0, animationFrameScheduler), startWith(first)), (state) =>
    render(<Page state={state} handlers={handlers} />, root),
  );
  own(state$.pipe(map(documentTitle), distinctUntilChanged()), (title) => void (document.title = title));
  own(state$.pipe(auditTime(1000)), (state) => writeItem(STORAGE_KEY, serialize(state)));
  own(link.event$, (event) => {
    if (event.kind === 'received') notify(alertFor(event.object, state$.value));
    dispatch(event);
  });
  own(combineLatest([atEnd$, visible$]), ([isAtEnd, isVisible]) =>
    dispatch({ kind: 'look', reading: isAtEnd && isVisible }),
  );
  // A connection may have died while the computer slept: what is asked and not answered shows it.
  own(retryNow$, () => dispatch({ kind: 'list-rooms' }));
  own(interval(1000), () => dispatch({ kind: 'tick' }));
  running.add(() => {
    writeItem(STORAGE_KEY, serialize(state$.value));
    render(null, root);
  });
  return running;
};

const root = document.getElementById('page');
if (root) {
  let running = mount(root);
  // The connection is closed properly, so that the name is free for the next page; a page that comes back begins again.
  const leaving = fromEvent(window, 'pagehide').subscribe(() => running.unsubscribe());
  leaving.add(
    fromEvent<PageTransitionEvent>(window, 'pageshow').subscribe(({ persisted }) => {
      if (persisted) running = mount(root);
    }),
  );
}
