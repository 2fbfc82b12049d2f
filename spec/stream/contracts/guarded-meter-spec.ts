import { closeReason } from '../../../src/stream/contracts/close-reason';
import { guardedMeter, logRecord, type LogRecord, type Meter } from '../../../src/stream';

const throwing = (): Meter => {
  const boom = () => {
    throw new Error('boom');
  };
  return {
    counters: boom,
    onTurn: boom,
    onRejected: boom,
    onClosed: boom,
    onWrongSecret: boom,
    setStatsSource: boom,
  };
};

describe('guardedMeter', () => {
  it('logs the first throw of each method, and goes on', () => {
    const log: LogRecord[] = [];
    const meter = guardedMeter(throwing(), (line) => log.push(line));
    for (let i = 0; i < 2; i++) {
      expect(meter.counters('chat')).toEqual({ lines: 0, bytes: 0, skipped: 0 });
      meter.onTurn([], 1);
      meter.onRejected('max-clients');
      meter.onClosed(closeReason('fin'));
      meter.setStatsSource(() => {
        throw new Error('not asked');
      });
    }
    const line = logRecord('meter-failed', { error: new Error('boom') });
    expect(log).toEqual(Array.from({ length: 5 }, () => line));
  });

  it('passes all calls and counters on to the meter', () => {
    const handed = { lines: 1, bytes: 2, skipped: 3 };
    const told: unknown[] = [];
    const meter = guardedMeter(
      { ...throwing(), counters: () => handed, onClosed: (reason) => told.push(reason) },
      () => undefined,
    );
    expect(meter.counters('chat')).toBe(handed);
    meter.onClosed(closeReason('fin'));
    expect(told).toEqual([{ code: 'fin', text: 'FIN' }]);
  });
});
