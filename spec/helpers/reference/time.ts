const two = (value: number): string => String(value).padStart(2, '0');

/** The time of a message, as the dialects for people write it. */
export const localTime = (at = new Date()): string => {
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `[${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}]`;
};
