import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

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

/** A list that stays at its end, or at the line that is read. */
export interface StickyScroll {
  /** For the element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** For the element with the lines. */
  readonly log: RefObject<HTMLDivElement | null>;
  /** Whether the end is out of sight. */
  readonly isAway: boolean;
  readonly onScroll: () => void;
  /** Scrolls to the end, and stays there. */
  readonly toEnd: () => void;
}

/**
 * Keeps a list at its end while the reader is there. Otherwise it keeps the line in place that the reader sees.
 *
 * @param firstId The id of the first chunk: another one tells that lines above were added or removed.
 * @param onAtEnd Called with whether the reader is at the end.
 */
export const useStickyScroll = (firstId: number, onAtEnd: (atEnd: boolean) => void): StickyScroll => {
  const scroller = useRef<HTMLDivElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const last = useRef({ scrollTop: 0, scrollHeight: 0 });
  const anchor = useRef<ReturnType<typeof anchorIn>>(undefined);
  const [isAway, setAway] = useState(false);

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

  useEffect(() => onAtEnd(true), []);

  // It is left by scrolling up alone: lines that come or go, and a message box that grows, move the end out of sight too.
  const onScroll = (): void => {
    if (!scroller.current) return;
    const { scrollTop, scrollHeight } = scroller.current;
    const shrunk = Math.max(0, last.current.scrollHeight - scrollHeight);
    const isUp = scrollTop < last.current.scrollTop - shrunk - 1;
    const left = distanceToBottom(scroller.current);
    stuck.current = isUp ? left < 2 : stuck.current || left < NEAR_BOTTOM_PX;
    last.current = { scrollTop, scrollHeight };
    onAtEnd(stuck.current);
    setAway(!stuck.current);
  };
  const toEnd = (): void => {
    if (!scroller.current) return;
    stuck.current = true;
    scroller.current.scrollTop = scroller.current.scrollHeight;
    scroller.current.focus();
  };

  return { scroller, log, isAway, onScroll, toEnd };
};
