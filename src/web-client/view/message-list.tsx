import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { State } from '../state/state';
import { ChunkView } from './chunk';
import type { PageProps } from './page-props';
import { PendingView } from './pending';
import { useDebounced } from './hooks/use-debounced';

/** How near to the end counts as there, in CSS pixels. */
const NEAR_BOTTOM_PX = 40;

const distanceToBottom = ({ scrollHeight, scrollTop, clientHeight }: Element): number =>
  scrollHeight - scrollTop - clientHeight;

/** The first line in sight, and where it stands: what must not move while lines come or go above it. */
const anchorIn = (scroller: Element): { readonly line: Element; readonly top: number } | undefined => {
  const { top } = scroller.getBoundingClientRect();
  for (const chunk of scroller.querySelectorAll('.chunk')) {
    if (chunk.getBoundingClientRect().bottom <= top) continue;
    const line = [...chunk.children].find((each) => each.getBoundingClientRect().bottom > top);
    if (line) return { line, top: line.getBoundingClientRect().top };
  }
  return undefined;
};

/** The messages of the room. It stays at the end while it is there, and where it is while somebody reads further up. */
export const MessageList = ({ state, handlers: act }: PageProps): VNode => {
  const { lines, pending, session, unread, older, filling } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const last = useRef({ scrollTop: 0, scrollHeight: 0 });
  const anchor = useRef<ReturnType<typeof anchorIn>>(undefined);
  const [isAway, setAway] = useState(false);
  // In a room without lines it is that of the first one to come.
  const firstId = lines.chunks[0]?.id ?? lines.next;
  // A screen reader does not announce older messages, or those that fill a gap, as new.
  const isSettled = useDebounced(`${firstId} ${older === 'asked'} ${filling?.id ?? ''}`);

  // Before what is above changes, the place that is read is noted.
  const drawn = useRef(firstId);
  if (drawn.current !== firstId && scroller.current && !stuck.current)
    anchor.current = anchorIn(scroller.current);
  drawn.current = firstId;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (stuck.current) element.scrollTop = element.scrollHeight;
    else if (anchor.current?.line.isConnected)
      element.scrollTop += anchor.current.line.getBoundingClientRect().top - anchor.current.top;
    anchor.current = undefined;
    last.current = { scrollTop: element.scrollTop, scrollHeight: element.scrollHeight };
  });

  // The window may be another, and lines that were not drawn yet be higher or lower than was guessed.
  useEffect(() => {
    const element = scroller.current;
    if (!element || !log.current) return undefined;
    const resized = new ResizeObserver(() => {
      if (!stuck.current) return;
      element.scrollTop = element.scrollHeight;
      last.current = { scrollTop: element.scrollTop, scrollHeight: element.scrollHeight };
    });
    resized.observe(element);
    resized.observe(log.current);
    return () => resized.disconnect();
  }, []);

  useEffect(() => act.atEnd(true), []);

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

  // It is left by scrolling up alone: lines that come or go, and a message box that grows, move the end out of sight too.
  const note = (): void => {
    if (!scroller.current) return;
    const { scrollTop, scrollHeight } = scroller.current;
    const shrunk = Math.max(0, last.current.scrollHeight - scrollHeight);
    const isUp = scrollTop < last.current.scrollTop - shrunk - 1;
    const left = distanceToBottom(scroller.current);
    stuck.current = isUp ? left < 2 : stuck.current || left < NEAR_BOTTOM_PX;
    last.current = { scrollTop, scrollHeight };
    act.atEnd(stuck.current);
    setAway(!stuck.current);
  };
  const toEnd = (): void => {
    if (!scroller.current) return;
    stuck.current = true;
    scroller.current.scrollTop = scroller.current.scrollHeight;
    scroller.current.focus();
  };
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
        onScroll={note}
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
