import { filter, map, mergeMap, Observable } from 'rxjs';
import {
  isBareOp,
  isEvent,
  SERVER,
  type Command,
  type ChatEvent,
  type Outbound,
  type OutboundEvent,
  type Turn,
} from '../chat';
import { formatEvent, readBehindOp, parseConsoleLine } from '../dialects';
import { rejectSecrets } from '../stream';

export interface ConsoleOptions {
  /** The lines of its operator. */
  readonly line$: Observable<string>;
  /** Orders, and asks, as the server. */
  readonly submit: (command: Command) => void;
  readonly turn$: Observable<Turn>;
  /** The event for its author. */
  readonly outcome: (fact: ChatEvent) => ChatEvent;
}

const isForServer = (outbound: Outbound): outbound is OutboundEvent => {
  if (!isEvent(outbound)) return false;
  const { audience } = outbound;
  return audience.kind === 'operators'
    ? audience.except !== SERVER
    : audience.kind === 'client' && audience.client === SERVER;
};

/** The operator console: the server itself, as a client that is in no room. Emits what its lines lead to. */
export const operatorConsole = ({ line$, submit, turn$, outcome }: ConsoleOptions): Observable<string> =>
  new Observable((subscriber) => {
    const heard$ = turn$.pipe(
      mergeMap(({ events }) => events.filter(isForServer)),
      map(({ fact, at }) => formatEvent(outcome(fact), at)),
      filter((text) => text !== ''),
    );
    let isBehindOp = false;
    subscriber.add(heard$.subscribe(subscriber));
    subscriber.add(
      line$.subscribe({
        next: (line) => {
          const command = isBehindOp ? readBehindOp() : parseConsoleLine(line);
          isBehindOp = !isBehindOp && isBareOp(line);
          if (command) submit(rejectSecrets(command));
        },
        error: (error: unknown) => subscriber.error(error),
      }),
    );
  });
