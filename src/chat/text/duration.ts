const UNIT_MS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** Ten years: whatever is to last longer is meant for ever. */
const MAX_DURATION_MS = 3650 * 86_400_000;

/** A duration such as `30s`, `10m`, `2h` or `7d`, in ms; undefined if the text is none, or is nothing, or passes ten years. */
export const parseDuration = (text: string): number | undefined => {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const [, ms = 0] = UNIT_MS.find(([letter]) => letter === unit) ?? [];
  const duration = Number(count) * ms;
  return duration > 0 && duration <= MAX_DURATION_MS ? duration : undefined;
};

/** A duration in its two largest units, rounded down: `7d`, `2h 5m`, `59s`. */
export const formatDuration = (ms: number): string => {
  const parts = UNIT_MS.map(([unit, size], at) => {
    const larger = UNIT_MS[at - 1]?.[1] ?? Infinity;
    return { unit, count: Math.floor((ms % larger) / size) };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first < 0) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => `${count}${unit}`)
    .join(' ');
};
