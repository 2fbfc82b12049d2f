import { useEffect, useState } from 'preact/hooks';

const WIDE_SCREEN = '(min-width: 56rem)';

/** Whether there is room for the rooms and the people beside the messages. */
export const useWideScreen = (): boolean => {
  const [isWide, setWide] = useState(() => matchMedia(WIDE_SCREEN).matches);
  useEffect(() => {
    const query = matchMedia(WIDE_SCREEN);
    const change = (): void => setWide(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return isWide;
};
