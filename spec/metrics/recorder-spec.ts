import { MetricsRecorder } from '../../src/metrics/recorder';
import { CLOSE_CODES, closeReason, type CloseCode } from '../../src/stream';

describe('MetricsRecorder', () => {
  it('counts closed connections by code, whatever their text', () => {
    const recorder = new MetricsRecorder();
    recorder.onClosed(closeReason('kicked', 'quit: "idle"'));
    recorder.onClosed(closeReason('kicked', 'FIN'));
    expect(recorder.closedConnections).toMatchObject({ kicked: 2, quit: 0, fin: 0 });
  });

  it('counts an unknown code as other, and adds no label', () => {
    const recorder = new MetricsRecorder();
    for (const code of ['nonsense', 'constructor', '__proto__'])
      recorder.onClosed(closeReason(code as CloseCode));
    expect(recorder.closedConnections.other).toBe(3);
    expect(Object.keys(recorder.closedConnections)).toEqual(CLOSE_CODES);
  });
});
