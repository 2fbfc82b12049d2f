import { isEntry, WRITE_KINDS, type JournalItem, type WriteCommand } from '../chat';
import {
  CLOSE_CODES,
  type CloseCode,
  type CloseReason,
  type StatsSnapshot,
  type DeliveryCounters,
  type Meter,
  type RejectionReason,
  type SecretKind,
} from '../stream';

/** The dialects that a label names. Those of an embedder may be any number: they are `other` together. */
const DIALECTS: ReadonlySet<string> = new Set(['chat', 'netcat', 'budget', 'json']);
const OTHER = 'other';

export const dialectLabel = (dialect: string): string => (DIALECTS.has(dialect) ? dialect : OTHER);

const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;

/** A counter for each kind of entry, but for private messages as they are kept. */
type EntryKind = Exclude<WriteCommand['kind'], 'withheld' | 'talk'>;
const ENTRY_KINDS = WRITE_KINDS.filter((kind): kind is EntryKind => kind !== 'withheld' && kind !== 'talk');

/** Why a connection was refused before it was a client: by a limit, or by the listener of TLS or HTTP. */
const REJECTION_REASONS = [
  'max-clients',
  'max-per-address',
  'plain-text',
  'handshake',
  'handshake-timeout',
  'max-handshakes',
  'origin',
  'host',
] as const satisfies readonly RejectionReason[];

const EMPTY_STATS: StatsSnapshot = {
  clients: new Map(),
  unregistered: new Map(),
  pausedByReason: { rate: 0, awaitingReply: 0, inFlight: 0, replyBacklog: 0, room: 0 },
  lagging: 0,
  maxLagBytes: 0,
  retainedBytes: 0,
  rooms: 0,
};

/** Counts since the start of the chat, in plain numbers. Each set of them has a limit, whoever comes. */
export class MetricsRecorder implements Meter {
  readonly entries = zeros(ENTRY_KINDS);
  readonly rejectedConnections: Record<RejectionReason, number> = zeros(REJECTION_REASONS);
  readonly closedConnections: Record<CloseCode, number> = zeros(CLOSE_CODES);
  readonly wrongSecrets: Record<SecretKind, number> = { password: 0, operator: 0, resume: 0 };
  readonly handedTo = new Map<string, DeliveryCounters>();
  /** Hears the size of each turn, and what it took, in ms. */
  observeTurn: (size: number, ms: number) => void = () => undefined;
  /** How things stand. */
  stats: () => StatsSnapshot = () => EMPTY_STATS;

  constructor() {
    for (const dialect of DIALECTS) this.counters(dialect);
  }

  counters(dialect: string): DeliveryCounters {
    const label = dialectLabel(dialect);
    const handed = this.handedTo.get(label) ?? { lines: 0, bytes: 0, skipped: 0 };
    this.handedTo.set(label, handed);
    return handed;
  }

  onTurn(items: readonly JournalItem[], ms: number): void {
    let count = 0;
    for (const item of items) count += isEntry(item) ? this.#countEntry(item.command) : 1;
    this.observeTurn(count, ms);
  }

  /** Counts an entry; returns for how many it stands. */
  #countEntry(command: WriteCommand): number {
    const entries = command.kind === 'talk' ? command.texts.length : 1;
    if (command.kind === 'talk') this.entries.say += entries;
    else if (command.kind !== 'withheld') this.entries[command.kind]++;
    return entries;
  }

  onRejected(reason: RejectionReason): void {
    this.rejectedConnections[reason]++;
  }

  onClosed({ code }: CloseReason): void {
    // A connection of an embedder in plain JavaScript may give any code: the label takes those of the list alone.
    this.closedConnections[Object.hasOwn(this.closedConnections, code) ? code : 'other']++;
  }

  onWrongSecret(kind: SecretKind): void {
    this.wrongSecrets[kind]++;
  }

  setStatsSource(census: () => StatsSnapshot): void {
    this.stats = census;
  }
}
