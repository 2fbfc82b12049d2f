import type { Meter, StatsSnapshot } from '../../src';

/** A meter that counts nothing, and reads the gauges of its chat. */
export const statsMeter = (): { readonly meter: Meter; readonly read: () => StatsSnapshot } => {
  let source: (() => StatsSnapshot) | undefined;
  const meter: Meter = {
    counters: () => ({ lines: 0, bytes: 0, skipped: 0 }),
    onTurn: () => undefined,
    onRejected: () => undefined,
    onClosed: () => undefined,
    onWrongSecret: () => undefined,
    setStatsSource: (stats) => (source = stats),
  };
  const read = (): StatsSnapshot => {
    if (!source) throw new Error('the chat has not set its stats source');
    return source();
  };
  return { meter, read };
};
