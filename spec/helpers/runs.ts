const TIMES = Number(process.env.RX_CHAT_SPEC_RUNS ?? 1);

/** How many examples of a property are tried, and `RX_CHAT_SPEC_RUNS` times as many where somebody has the time. */
export const runs = (count: number): { readonly numRuns: number } => ({ numRuns: count * TIMES });
