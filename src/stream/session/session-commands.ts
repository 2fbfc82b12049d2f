import { Observable } from 'rxjs';
import type { ClientCommand } from '../../chat';
import type { Session } from './session';

/**
 * The commands of a session's client, in the sequence of its lines; its leave comes last, whatever ended it.
 *
 * Never errors: a line that throws ends its own connection only. One Observable by hand, for a chain of
 * operators costs each of ten thousand silent clients twice the memory.
 */
export const commandsOf = (session: Session): Observable<ClientCommand> =>
  new Observable((subscriber) => {
    session.onCommand = (post) => subscriber.next(post);
    return session.connection.line$.subscribe({
      next: (line) => {
        try {
          session.read(line);
        } catch (error) {
          session.fail(error);
        }
      },
      complete: () => {
        session.onInputEnd();
        subscriber.complete();
      },
    });
  });
