import type { Alert } from '../state/alerts';

/** Its own for each tab: one in another room does not take the place of this one's. */
const NOTIFICATION_TAG = `rx-chat-${Math.random()}`;

/** Whether a page can show one. Some browsers, such as those of Android, leave them to service workers, and throw. */
export const canNotify = (): boolean => {
  if (!('Notification' in window) || !isSecureContext || Notification.permission === 'denied') return false;
  // Once it is allowed, a trial would be seen.
  if (Notification.permission === 'granted') return true;
  try {
    new Notification('').close();
    return true;
  } catch {
    return false;
  }
};

/** Shows a notification where they are allowed, and nobody looks. */
export const notify = (alert: Alert | undefined): void => {
  if (!alert || !document.hidden || !('Notification' in window) || Notification.permission !== 'granted')
    return;
  try {
    const shown = new Notification(alert.title, { body: alert.body, tag: NOTIFICATION_TAG });
    shown.onclick = () => window.focus();
  } catch {
    // As above, where it was allowed before.
  }
};
