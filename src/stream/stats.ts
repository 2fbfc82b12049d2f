import { PAUSE_REASONS, Reason, type PauseReason } from './flow/pause-control';
import type { StatsSnapshot } from './contracts/meter';
import type { RoomOutput } from './delivery/room-output';
import type { Session } from './session/session';

type CountedSession = Pick<Session, 'dialect' | 'room' | 'pauseControl'>;

/** Counts clients, paused clients and lagging clients. It visits all clients, so that no other code has to count. */
export const collectStats = (
  sessions: Iterable<CountedSession>,
  wires: Iterable<RoomOutput>,
): Omit<StatsSnapshot, 'rooms'> => {
  const clients = new Map<string, number>();
  const unregistered = new Map<string, number>();
  const pausedByReason = Object.fromEntries(PAUSE_REASONS.map((reason) => [reason, 0])) as Record<
    PauseReason,
    number
  >;
  for (const { dialect, room, pauseControl } of sessions) {
    const count = room ? clients : unregistered;
    count.set(dialect.name, (count.get(dialect.name) ?? 0) + 1);
    if (pauseControl.isPaused)
      for (const reason of PAUSE_REASONS)
        if (pauseControl.isPausedFor(Reason[reason])) pausedByReason[reason]++;
  }
  return { clients, unregistered, pausedByReason, ...measureLag(wires) };
};

const measureLag = (
  wires: Iterable<RoomOutput>,
): Pick<StatsSnapshot, 'lagging' | 'maxLagBytes' | 'retainedBytes'> => {
  let [lagging, maxLagBytes, retainedBytes] = [0, 0, 0];
  for (const wire of wires) {
    const { laggingReaders } = wire.backpressure;
    if (laggingReaders.size === 0) continue;
    lagging += laggingReaders.size;
    retainedBytes += wire.retainedBytes;
    for (const reader of laggingReaders) maxLagBytes = Math.max(maxLagBytes, reader.lag);
  }
  return { lagging, maxLagBytes, retainedBytes };
};
