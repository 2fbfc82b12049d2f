import { guardedMeter, type LogLine, type Meter } from '../../../src/stream';

const throwing = (): Meter => {
  const boom = () => {
    throw new Error('boom');
  };
  return { handed: boom, turn: boom, refused: boom, closed: boom, wrongSecret: boom, watch: boom };
};

describe('guardedMeter', () => {
  it('tells of each of its methods that throws, once, and goes on', () => {
    const log: LogLine[] = [];
    const meter = guardedMeter(throwing(), (line) => log.push(line));
    for (let i = 0; i < 2; i++) {
      expect(meter.handed('chat')).toEqual({ lines: 0, bytes: 0, skipped: 0 });
      meter.turn([], 1);
      meter.refused('max-clients');
      meter.closed('FIN');
      meter.watch(() => {
        throw new Error('not asked');
      });
    }
    const line = { level: 'error', message: 'the meter has failed', error: new Error('boom') };
    expect(log).toEqual(Array.from({ length: 5 }, () => line));
  });

  it('passes on what a meter is told, and what it counts up', () => {
    const handed = { lines: 1, bytes: 2, skipped: 3 };
    const told: unknown[] = [];
    const meter = guardedMeter(
      { ...throwing(), handed: () => handed, closed: (cause) => told.push(cause) },
      () => undefined,
    );
    expect(meter.handed('chat')).toBe(handed);
    meter.closed('FIN');
    expect(told).toEqual(['FIN']);
  });
});
