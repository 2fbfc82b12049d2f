import type { Address, Meter } from '../stream';
import { startMetricsServer, type MetricsOptions } from './metrics-server';
import { watchEventLoopDelay } from './event-loop-delay';
import { ChatMetrics } from './registry';
import { MetricsRecorder } from './recorder';

/** The metrics of a server, where Prometheus can read them. */
export interface Metrics {
  readonly address: Address;
  /** For the chat, and for the listeners. */
  readonly meter: Meter;
  /** For its journal: a batch was kept, which took so long. */
  readonly onCommit: (ms: number) => void;
  close(): Promise<void>;
}

/** Rejects with a `ChatError` if it can't listen. */
export const openMetrics = async (options: MetricsOptions): Promise<Metrics> => {
  const tally = new MetricsRecorder();
  const metrics = new ChatMetrics(tally);
  const listener = await startMetricsServer(options, metrics);
  const unwatch = watchEventLoopDelay((ms) => metrics.delayed(ms));
  return {
    address: listener.address,
    meter: tally,
    onCommit: (ms) => metrics.committed(ms),
    close: () => {
      unwatch();
      return listener.close();
    },
  };
};
