import type { LogLine } from '../../../src/stream';
import { LogThrottle } from '../../../src/stream/admission/log-throttle';
import { testClock } from '../../../src/testing';

describe('Refusals', () => {
  it('logs a cause once a minute, with how many there were meanwhile', () => {
    const clock = testClock();
    const lines: LogLine[] = [];
    const refusals = new LogThrottle({ clock, log: (line) => lines.push(line) });
    const refuse = (cause: string) => refusals.log({ level: 'warn', message: 'connection rejected', cause });
    refuse('full');
    refuse('full');
    refuse('address');
    clock.advance(59_999);
    refuse('full');
    clock.advance(1);
    refuse('full');
    expect(lines.map(({ message, cause }) => [message, cause])).toEqual([
      ['connection rejected', 'full'],
      ['connection rejected', 'address'],
      ['connection rejected, and 2 since the last line', 'full'],
    ]);
  });
});
