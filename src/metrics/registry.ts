import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { StatsSnapshot } from '../stream';
import { version } from '../version';
import { counters, gauges, type MetricDefinition } from './definitions';
import type { MetricsRecorder } from './recorder';

const PREFIX = 'rx_chat_';

/** The metrics of a chat, in the words of Prometheus. A scrape reads the values of the recorder and the chat. */
export class ChatMetrics {
  readonly #registry = new Registry();
  readonly #recorder: MetricsRecorder;
  readonly #commits = this.#histogram(
    'journal_commit_seconds',
    'Time until a batch was on disk.',
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  );
  readonly #delays = this.#histogram(
    'event_loop_delay_seconds',
    'How late a timer was, twenty times a second.',
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  );
  /** Taken once a scrape, so that its figures are of one moment. */
  #stats: StatsSnapshot;

  constructor(tally: MetricsRecorder) {
    this.#recorder = tally;
    this.#stats = tally.stats();
    for (const source of gauges(tally, () => this.#stats)) this.#gauge(source);
    for (const source of counters(tally)) this.#counter(source);
    this.#addProcess();
    const durations = this.#histogram(
      'turn_duration_seconds',
      'Time to fold, route and write a turn.',
      [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    );
    const sizes = this.#histogram(
      'turn_commands',
      'Commands in a turn.',
      [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
    );
    tally.observeTurn = (size, ms) => {
      durations.observe(ms / 1000);
      sizes.observe(size);
    };
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics as they are now. */
  scrape(): Promise<string> {
    this.#stats = this.#recorder.stats();
    return this.#registry.metrics();
  }

  /** A batch was kept, which took so long. */
  committed(ms: number): void {
    this.#commits.observe(ms / 1000);
  }

  /** The event loop was late by so much. */
  delayed(ms: number): void {
    this.#delays.observe(ms / 1000);
  }

  #addProcess(): void {
    this.#gauge({
      name: 'build_info',
      help: 'Always 1; the label has the version.',
      label: 'version',
      read: () => [[version(), 1]],
    });
    this.#counter({
      name: 'process_cpu_seconds_total',
      help: 'Processor time, in user and system mode.',
      read: () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e6;
      },
    });
    this.#gauge({
      name: 'process_resident_memory_bytes',
      help: 'Memory that the process has.',
      read: () => process.memoryUsage.rss(),
    });
    const started = Date.now() / 1000 - process.uptime();
    this.#gauge({
      name: 'process_start_time_seconds',
      help: 'When the process began, in seconds since 1970.',
      read: () => started,
    });
  }

  #gauge(source: MetricDefinition): void {
    new Gauge({
      ...this.#config(source),
      collect() {
        this.reset();
        each(source, (labels, value) => this.set(labels, value));
      },
    });
  }

  #counter(source: MetricDefinition): void {
    new Counter({
      ...this.#config(source),
      collect() {
        this.reset();
        each(source, (labels, value) => this.inc(labels, value));
      },
    });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ ...this.#config({ name, help }), buckets });
  }

  #config({ name, help, label }: Omit<MetricDefinition, 'read'>) {
    return {
      name: PREFIX + name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
    };
  }
}

const each = (
  { label = '', read }: MetricDefinition,
  take: (labels: Record<string, string>, value: number) => void,
): void => {
  const found = read();
  if (typeof found === 'number') return take({}, found);
  for (const [text, value] of found) take({ [label]: text }, value);
};
