import fc from 'fast-check';

/** Where to cut bytes in chunks: often, and between any two. */
export const cuts: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 40 }),
  fc.constant([1]),
);

/** The same bytes in chunks of these lengths, again and again. */
export const cut = (bytes: Buffer, lengths: readonly number[]): readonly Buffer[] => {
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const to = from + (lengths[chunks.length % lengths.length] ?? 1);
    chunks.push(bytes.subarray(from, to));
    from = to;
  }
  return chunks;
};
