import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { State } from '../state/state';
import { ChunkView } from './chunk';
import type { PageProps } from './handlers';
import { PendingView } from './pending';
import { useDebounced } from './hooks/use-debounced';
import { useStickyScroll } from './hooks/use-sticky-scroll';

/** The messages of the room. It stays at the end while it is there, and where it is while somebody reads further up. */
export const MessageList = ({ state, handlers: act }: PageProps): VNode => {
  const { lines, pending, session, unread, older, filling } = state;
  const top = useRef<HTMLDivElement>(null);
  // In a room without lines it is that of the first one to come.
  const firstId = lines.chunks[0]?.id ?? lines.next;
  // A screen reader does not announce older messages, or those that fill a gap, as new.
  const isSettled = useDebounced(`${firstId} ${older === 'asked'} ${filling?.id ?? ''}`);

  const { scroller, log, isAway, onScroll, toEnd } = useStickyScroll(firstId, act.atEnd);

  // Older messages are asked for a screen before their place is reached.
  useEffect(() => {
    if (!top.current || older !== 'more') return undefined;
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) act.recall();
      },
      { root: scroller.current, rootMargin: '600px 0px 0px' },
    );
    seen.observe(top.current);
    return () => seen.disconnect();
  }, [older, firstId, filling]);

  const recall = (): void => {
    act.recall();
    scroller.current?.focus();
  };

  return (
    <div class="log-frame">
      <div
        ref={scroller}
        class="scroller"
        role="region"
        aria-label="Conversation"
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={top} class="older">
          <Older older={older} isEmpty={lines.count === 0} recall={recall} />
        </div>
        <div
          ref={log}
          role="log"
          aria-live={isSettled ? 'polite' : 'off'}
          aria-label={`Messages in ${session.room}`}
        >
          {lines.chunks.map((chunk, index) => (
            <ChunkView
              key={chunk.id}
              chunk={chunk}
              before={lines.chunks[index - 1]?.items.at(-1)}
              newFrom={chunk.items.some(({ key }) => key === unread.from) ? unread.from : undefined}
            />
          ))}
        </div>
        <PendingView
          pending={pending}
          here={session.room}
          handlers={act}
          canSend={state.phase.kind === 'entered'}
        />
      </div>
      {isAway && (
        <button type="button" class="to-end" onClick={toEnd}>
          {unread.count > 0 ? `${unread.count} new ↓` : 'To the newest ↓'}
        </button>
      )}
    </div>
  );
};

interface OlderProps {
  readonly older: State['older'];
  readonly isEmpty: boolean;
  readonly recall: () => void;
}

const Older = ({ older, isEmpty, recall }: OlderProps): VNode => {
  switch (older) {
    case 'more':
      return (
        <button type="button" class="plain small" onClick={recall}>
          Earlier messages
        </button>
      );
    case 'asked':
      return <p class="quiet">Fetching earlier messages…</p>;
    case 'full':
      return <p class="quiet">This page keeps no more lines. Go to the newest to make room.</p>;
    case 'none':
      return (
        <p class="quiet">
          {isEmpty ? 'Nothing has been said here yet. Say hello.' : 'This is where it begins.'}
        </p>
      );
  }
};
