import type { UiHandlers } from './handlers';
import type { State } from '../state/state';

/** What every part of the page is drawn from, and what it may do. */
export interface PageProps {
  readonly state: State;
  readonly handlers: UiHandlers;
}
