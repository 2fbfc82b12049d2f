import type { Alert } from './attention';

/** Shows a notification where they are allowed, and nobody looks. */
export const notify = (alert: Alert | undefined): void => {
  if (!alert || !document.hidden || !('Notification' in window) || Notification.permission !== 'granted')
    return;
  try {
    const shown = new Notification(alert.title, { body: alert.body, tag: 'rx-chat' });
    shown.onclick = () => window.focus();
  } catch {
    // Some browsers have them for service workers alone, and throw.
  }
};
