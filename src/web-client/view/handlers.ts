import type { State } from '../state/state';
import type { ClientRequest } from '../protocol/client-requests';

/** The actions of the user. */
export interface UiHandlers {
  readonly enter: (name: string, room: string, password: string) => void;
  readonly submit: (requests: readonly ClientRequest[]) => void;
  readonly recall: () => void;
  /** Whether the newest line is in sight. */
  readonly atEnd: (atEnd: boolean) => void;
  readonly again: () => void;
  readonly otherName: () => void;
  readonly resend: (id: number) => void;
  readonly discard: (id: number) => void;
  readonly listRooms: () => void;
}

/** The properties of every component: the state and the handlers. */
export interface PageProps {
  readonly state: State;
  readonly handlers: UiHandlers;
}
