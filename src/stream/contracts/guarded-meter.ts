import { logRecord, type LogRecord } from './log-record';
import type { DeliveryCounters, Meter } from './meter';

/** If a custom meter throws, its values are lost and the log has a record; clients are not affected. */
export const guardedMeter = (meter: Meter, log: (line: LogRecord) => void): Meter => {
  const told = new Set<string>();
  const guard = <T>(what: keyof Meter, otherwise: T, act: () => T): T => {
    try {
      return act();
    } catch (error) {
      if (!told.has(what)) log(logRecord('meter-failed', { error }));
      told.add(what);
      return otherwise;
    }
  };
  return {
    counters: (dialect) =>
      guard<DeliveryCounters>('counters', emptyCounters(), () => meter.counters(dialect)),
    onTurn: (items, ms) => guard('onTurn', undefined, () => meter.onTurn(items, ms)),
    onRejected: (reason) => guard('onRejected', undefined, () => meter.onRejected(reason)),
    onClosed: (cause) => guard('onClosed', undefined, () => meter.onClosed(cause)),
    onWrongSecret: (kind) => guard('onWrongSecret', undefined, () => meter.onWrongSecret(kind)),
    setStatsSource: (census) => guard('setStatsSource', undefined, () => meter.setStatsSource(census)),
  };
};

const emptyCounters = (): DeliveryCounters => ({ lines: 0, bytes: 0, skipped: 0 });
