import type { VNode } from 'preact';
import { Chat } from './chat';
import { JoinForm } from './join-form';
import type { PageProps } from './handlers';

/** The form to enter, or the chat. */
export const Page = ({ state, handlers: act }: PageProps): VNode => {
  const { phase, lines, seen } = state;
  const isOutside =
    phase.kind === 'join-form' ||
    (phase.kind === 'entering' && lines.count === 0) ||
    (phase.kind === 'ended' && !seen);
  return isOutside ? <JoinForm state={state} handlers={act} /> : <Chat state={state} handlers={act} />;
};
