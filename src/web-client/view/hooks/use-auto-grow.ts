import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** As high as its text, up to what the style sheet allows. */
const grow = (box: HTMLTextAreaElement | null): void => {
  if (!box) return;
  box.rows = 1;
  const line = parseFloat(getComputedStyle(box).lineHeight);
  const padding = box.offsetHeight - line;
  box.rows = Math.max(1, Math.min(8, Math.round((box.scrollHeight - padding) / line)));
};

/** Makes a text box as high as its text, after each change of the text. */
export const useAutoGrow = (box: RefObject<HTMLTextAreaElement | null>, text: string): void => {
  useLayoutEffect(() => grow(box.current), [text]);
};
