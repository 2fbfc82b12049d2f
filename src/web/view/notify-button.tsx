import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** Asks for notifications, and only when it is pressed; gone once that is decided. */
export const NotifyButton = (): VNode | null => {
  const [permission, setPermission] = useState(() =>
    'Notification' in window && isSecureContext ? Notification.permission : 'denied',
  );
  if (permission !== 'default') return null;
  const askFor = (): void => void Notification.requestPermission().then(setPermission, () => undefined);
  return (
    <button
      type="button"
      class="plain"
      title="Show private messages, and those with your name, while you look elsewhere"
      onClick={askFor}
    >
      Notify me
    </button>
  );
};
