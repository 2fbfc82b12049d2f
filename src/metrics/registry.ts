import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Census } from '../stream';
import { version } from '../version';
import { labelOf, type Tally } from './tally';

const PREFIX = 'rx_chat_';

/** What a metric is called and means, and its value now, or one for each value of its label. */
interface Source {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  readonly read: () => number | Iterable<readonly [label: string, value: number]>;
}

/** The metrics of a chat, in the words of Prometheus. What the tally and the chat know is read when it asks. */
export class ChatMetrics {
  readonly #registry = new Registry();
  readonly #tally: Tally;
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
  #census: Census;

  constructor(tally: Tally) {
    this.#tally = tally;
    this.#census = tally.census();
    for (const source of this.#standing()) this.#gauge(source);
    for (const source of this.#counted()) this.#counter(source);
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
    tally.onTurn = (size, ms) => {
      durations.observe(ms / 1000);
      sizes.observe(size);
    };
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics as they are now. */
  scrape(): Promise<string> {
    this.#census = this.#tally.census();
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

  #standing(): readonly Source[] {
    return [
      {
        name: 'clients',
        help: 'Clients that are in.',
        label: 'dialect',
        read: () => this.#byDialect(this.#census.clients),
      },
      {
        name: 'unnamed_connections',
        help: 'Connections that have not entered.',
        label: 'dialect',
        read: () => this.#byDialect(this.#census.unnamed),
      },
      { name: 'rooms', help: 'Rooms that are remembered.', read: () => this.#census.rooms },
      {
        name: 'paused_senders',
        help: 'Clients whose lines wait, by what for.',
        label: 'reason',
        read: () =>
          Object.entries(this.#census.paused).map(([reason, count]) => [kebab(reason), count] as const),
      },
      {
        name: 'lagging_readers',
        help: 'Clients that have to take something before more is written to them.',
        read: () => this.#census.lagging,
      },
      {
        name: 'tape_lag_bytes',
        help: 'How far the furthest of the lagging readers is behind.',
        read: () => this.#census.lag,
      },
      {
        name: 'tape_kept_bytes',
        help: 'What the tapes keep for the lagging readers.',
        read: () => this.#census.kept,
      },
    ];
  }

  #counted(): readonly Source[] {
    const { entries, refusals, closings, handedTo } = this.#tally;
    const handed = (key: 'lines' | 'bytes' | 'skipped') =>
      Array.from(handedTo, ([dialect, figures]) => [dialect, figures[key]] as const);
    return [
      {
        name: 'entries_total',
        help: 'Entries, by what was ordered.',
        label: 'kind',
        read: () => Object.entries(entries),
      },
      {
        name: 'deliveries_total',
        help: 'Lines of rooms handed to clients, once for each client.',
        label: 'dialect',
        read: () => handed('lines'),
      },
      {
        name: 'sent_bytes_total',
        help: 'Bytes written to clients.',
        label: 'dialect',
        read: () => handed('bytes'),
      },
      {
        name: 'skipped_lines_total',
        help: 'Lines of rooms that clients were skipped over.',
        label: 'dialect',
        read: () => handed('skipped'),
      },
      {
        name: 'refused_connections_total',
        help: 'Connections that were not let in, by why.',
        label: 'cause',
        read: () => Object.entries(refusals),
      },
      {
        name: 'closed_connections_total',
        help: 'Connections that had been let in and are closed, by why.',
        label: 'cause',
        read: () => Object.entries(closings),
      },
    ];
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

  /** Of each dialect that has been spoken, or may be, also where nobody speaks it now. */
  #byDialect(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const all = new Map(Array.from(this.#tally.handedTo.keys(), (label) => [label, 0]));
    for (const [dialect, count] of counts) {
      const label = labelOf(dialect);
      all.set(label, (all.get(label) ?? 0) + count);
    }
    return all;
  }

  #gauge(source: Source): void {
    new Gauge({
      ...this.#config(source),
      collect() {
        this.reset();
        each(source, (labels, value) => this.set(labels, value));
      },
    });
  }

  #counter(source: Source): void {
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

  #config({ name, help, label }: Omit<Source, 'read'>) {
    return {
      name: PREFIX + name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
    };
  }
}

/** Labels are spelt as the codes of refusals are. */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const each = (
  { label = '', read }: Source,
  take: (labels: Record<string, string>, value: number) => void,
): void => {
  const found = read();
  if (typeof found === 'number') return take({}, found);
  for (const [text, value] of found) take({ [label]: text }, value);
};
