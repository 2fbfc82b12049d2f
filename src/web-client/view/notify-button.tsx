import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { canNotify } from '../browser/notifications';

interface NotifyButtonProps {
  /** It is decided, and the button gone. */
  readonly done: () => void;
}

/** Asks for notifications, and only when it is pressed; gone once that is decided, or where there are none. */
export const NotifyButton = ({ done }: NotifyButtonProps): VNode | null => {
  const [permission, setPermission] = useState(() => (canNotify() ? Notification.permission : 'denied'));
  if (permission !== 'default') return null;
  const decide = (decided: NotificationPermission): void => {
    setPermission(decided);
    if (decided !== 'default') done();
  };
  const askFor = (): void => void Notification.requestPermission().then(decide, () => undefined);
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
