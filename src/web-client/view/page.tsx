import type { VNode } from 'preact';
import { Chat } from './chat';
import { Door } from './join-form';
import type { PageProps } from './page-props';

/** The form to enter, or the chat. */
export const Page = ({ state, act }: PageProps): VNode => {
  const { phase, lines, seen } = state;
  const isOutside =
    phase.kind === 'door' ||
    (phase.kind === 'entering' && lines.count === 0) ||
    (phase.kind === 'ended' && !seen);
  return isOutside ? <Door state={state} act={act} /> : <Chat state={state} act={act} />;
};
