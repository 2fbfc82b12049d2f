const twoDigits = (n: number): string => String(n).padStart(2, '0');

const format = (second: number): string => {
  const date = new Date(second * 1000);
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
  return `${day} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}`;
};

let last = { second: NaN, text: '' };

/** `YYYY-MM-DD HH:MM:SS` in the server's local time. Many lines of a turn share a second, so the last one is kept. */
export const localTime = (at: number): string => {
  const second = Math.floor(at / 1000);
  if (second !== last.second) last = { second, text: format(second) };
  return last.text;
};

let lastIso = { at: NaN, text: '' };

/** ISO 8601 in UTC, with milliseconds. Many lines of a turn share one, so the last one is kept. */
export const isoTime = (at: number): string => {
  if (at !== lastIso.at) lastIso = { at, text: new Date(at).toISOString() };
  return lastIso.text;
};
