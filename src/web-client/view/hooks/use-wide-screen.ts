import { useEffect, useState } from 'preact/hooks';

const WIDE = '(min-width: 56rem)';

/** Whether there is room for the rooms and the people beside the messages. */
export const useWide = (): boolean => {
  const [isWide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const change = (): void => setWide(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return isWide;
};
