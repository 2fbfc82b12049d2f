import type { LogLine } from './log-record';
import type { Handed, Meter } from './meter';

/** A meter of somebody's own that throws costs its figures and a line in the log, and no client notices. */
export const guardedMeter = (meter: Meter, log: (line: LogLine) => void): Meter => {
  const told = new Set<string>();
  const guard = <T>(what: keyof Meter, otherwise: T, act: () => T): T => {
    try {
      return act();
    } catch (error) {
      if (!told.has(what)) log({ level: 'error', message: 'the meter has failed', error });
      told.add(what);
      return otherwise;
    }
  };
  return {
    handed: (dialect) => guard<Handed>('handed', nobodys(), () => meter.handed(dialect)),
    turn: (items, ms) => guard('turn', undefined, () => meter.turn(items, ms)),
    refused: (reason) => guard('refused', undefined, () => meter.refused(reason)),
    closed: (cause) => guard('closed', undefined, () => meter.closed(cause)),
    wrongSecret: (kind) => guard('wrongSecret', undefined, () => meter.wrongSecret(kind)),
    watch: (census) => guard('watch', undefined, () => meter.watch(census)),
  };
};

const nobodys = (): Handed => ({ lines: 0, bytes: 0, skipped: 0 });
