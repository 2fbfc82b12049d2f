import { logRecord, type LogRecord } from '../../../src/stream';
import { LogThrottle } from '../../../src/stream/admission/log-throttle';
import { testClock } from '../../../src/testing';

describe('LogThrottle', () => {
  const start = () => {
    const clock = testClock();
    const records: LogRecord[] = [];
    const throttle = new LogThrottle({ clock, log: (record) => records.push(record) });
    const reject = (code: string, cause = 'full') =>
      throttle.log(logRecord('connection-rejected', { code, cause }));
    return { clock, records, throttle, reject };
  };

  it('logs an event and code once a minute, with the number suppressed', () => {
    const { clock, records, reject } = start();
    expect(reject('max-clients')).toBe(true);
    expect(reject('max-clients')).toBe(false);
    reject('max-per-address');
    clock.advance(59_999);
    reject('max-clients');
    clock.advance(1);
    reject('max-clients');
    expect(records.map(({ message, code, suppressed }) => [message, code, suppressed])).toEqual([
      ['connection rejected', 'max-clients', undefined],
      ['connection rejected', 'max-per-address', undefined],
      ['connection rejected', 'max-clients', 2],
    ]);
  });

  it('goes by the event and the code, whatever the cause', () => {
    const { records, throttle, reject } = start();
    for (let count = 1; count <= 3; count++) reject('max-clients', `${count} clients at most`);
    throttle.log(logRecord('history-unreadable', { cause: 'row 1' }));
    throttle.log(logRecord('history-unreadable', { cause: 'row 2' }));
    expect(records.map(({ event, cause }) => [event, cause])).toEqual([
      ['connection-rejected', '1 clients at most'],
      ['history-unreadable', 'row 1'],
    ]);
  });
});
