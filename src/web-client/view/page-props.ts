import type { UiHandlers } from './handlers';
import type { State } from '../state/state';

/** The properties of every component: the state and the handlers. */
export interface PageProps {
  readonly state: State;
  readonly handlers: UiHandlers;
}
