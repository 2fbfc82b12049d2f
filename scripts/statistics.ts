const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

/** The smallest number that so large a part of them does not exceed (nearest rank). */
export const quantile = (numbers: readonly number[], part: number): number =>
  sorted(numbers)[Math.max(0, Math.ceil(numbers.length * part) - 1)] ?? NaN;

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);
