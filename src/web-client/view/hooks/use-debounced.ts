import { useEffect, useState } from 'preact/hooks';

/** How long screen readers may take to notice what was drawn, in ms. */
const SETTLE_MS = 1000;

/** Whether a mark has been the same for a moment; not yet when it is drawn first. */
export const useDebounced = (mark: string): boolean => {
  const [settled, setSettled] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(mark), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [mark]);
  return settled === mark;
};
