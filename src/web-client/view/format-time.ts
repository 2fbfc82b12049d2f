const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const long = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** A number for the reader's day of a time. */
export const dayOf = (at: number): number => {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
};

export const formatDay = (at: number): string => long.format(at);

/** Hours and minutes, in the reader's zone and way. */
export const formatTime = (at: number): string => time.format(at);

export const formatDateTime = (at: number): string => full.format(at);
