import type { Actions } from '../actions';
import type { State } from '../state';

/** What every part of the page is drawn from, and what it may do. */
export interface PageProps {
  readonly state: State;
  readonly act: Actions;
}
