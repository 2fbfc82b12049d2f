import type { StatsSnapshot } from '../stream';
import { dialectLabel, type MetricsRecorder } from './recorder';

/** The name and meaning of a metric, and its current value, or one value per label value. */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  readonly read: () => number | Iterable<readonly [label: string, value: number]>;
}

/** How things stand, by the census that is asked for. */
export const gauges = (tally: MetricsRecorder, census: () => StatsSnapshot): readonly MetricDefinition[] => {
  return [
    {
      name: 'clients',
      help: 'Clients that are in.',
      label: 'dialect',
      read: () => byDialect(tally, census().clients),
    },
    {
      name: 'unnamed_connections',
      help: 'Connections that have not entered.',
      label: 'dialect',
      read: () => byDialect(tally, census().unregistered),
    },
    { name: 'rooms', help: 'Rooms that are remembered.', read: () => census().rooms },
    {
      name: 'paused_senders',
      help: 'Clients whose lines wait, by what for.',
      label: 'reason',
      read: () =>
        Object.entries(census().pausedByReason).map(([reason, count]) => [kebab(reason), count] as const),
    },
    {
      name: 'lagging_readers',
      help: 'Clients that have to take something before more is written to them.',
      read: () => census().lagging,
    },
    {
      name: 'tape_lag_bytes',
      help: 'How far the furthest of the lagging readers is behind.',
      read: () => census().maxLagBytes,
    },
    {
      name: 'tape_kept_bytes',
      help: 'What the tapes keep for the lagging readers.',
      read: () => census().retainedBytes,
    },
  ];
};

/** The counters since the start of the chat. */
export const counters = (tally: MetricsRecorder): readonly MetricDefinition[] => {
  const { entries, rejectedConnections, closedConnections, wrongSecrets, handedTo } = tally;
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
      read: () => Object.entries(rejectedConnections),
    },
    {
      name: 'closed_connections_total',
      help: 'Connections that had been let in and are closed, by why.',
      label: 'cause',
      read: () => Object.entries(closedConnections),
    },
    {
      name: 'wrong_secrets_total',
      help: 'Secrets that were wrong, by what they were to be.',
      label: 'kind',
      read: () => Object.entries(wrongSecrets),
    },
  ];
};

/** Of each dialect that has been spoken, or may be, also where nobody speaks it now. */
const byDialect = (
  tally: MetricsRecorder,
  counts: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> => {
  const all = new Map(Array.from(tally.handedTo.keys(), (label) => [label, 0]));
  for (const [dialect, count] of counts) {
    const label = dialectLabel(dialect);
    all.set(label, (all.get(label) ?? 0) + count);
  }
  return all;
};

/** Labels are spelt as the codes of refusals are. */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
