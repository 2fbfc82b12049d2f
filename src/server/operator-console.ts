import { filter, map, mergeMap, Observable } from 'rxjs';
import { isBareOp, SERVER, type Command, type Fact, type Notice, type Turn } from '../chat';
import { chatLines, readBehindOp, readConsole } from '../dialects';
import { withhold } from '../stream';

export interface ConsoleOptions {
  /** What its operator types. */
  readonly line$: Observable<string>;
  /** Orders, and asks, as the server. */
  readonly ask: (command: Command) => void;
  readonly turn$: Observable<Turn>;
  /** What the author of a fact hears of it. */
  readonly outcome: (fact: Fact) => Fact;
}

const isForServer = ({ audience }: Notice): boolean =>
  (audience.kind === 'operators' && audience.except !== SERVER) ||
  (audience.kind === 'client' && audience.client === SERVER);

/** The operator console: the server itself, as a client that is in no room. Emits what its lines lead to. */
export const operatorConsole = ({ line$, ask, turn$, outcome }: ConsoleOptions): Observable<string> =>
  new Observable((subscriber) => {
    const heard$ = turn$.pipe(
      mergeMap(({ notices }) => notices.filter(isForServer)),
      map(({ fact, at }) => chatLines(outcome(fact), at)),
      filter((text) => text !== ''),
    );
    let isBehindOp = false;
    subscriber.add(heard$.subscribe(subscriber));
    subscriber.add(
      line$.subscribe({
        next: (line) => {
          const command = isBehindOp ? readBehindOp() : readConsole(line);
          isBehindOp = !isBehindOp && isBareOp(line);
          if (command) ask(withhold(command));
        },
        error: (error: unknown) => subscriber.error(error),
      }),
    );
  });
