import { PAUSES, Reason, type PauseReason } from './flow/pause-control';
import type { Census } from './contracts/meter';
import type { RoomWire } from './delivery/room-output';
import type { Session } from './session/session';

type Counted = Pick<Session, 'dialect' | 'room' | 'gate'>;

/** Counts who is here, who waits and who lags. It looks at everybody, so that nobody has to be counted otherwise. */
export const takeCensus = (sessions: Iterable<Counted>, wires: Iterable<RoomWire>): Omit<Census, 'rooms'> => {
  const clients = new Map<string, number>();
  const unnamed = new Map<string, number>();
  const paused = Object.fromEntries(PAUSES.map((reason) => [reason, 0])) as Record<PauseReason, number>;
  for (const { dialect, room, gate } of sessions) {
    const count = room ? clients : unnamed;
    count.set(dialect.name, (count.get(dialect.name) ?? 0) + 1);
    if (gate.held) for (const reason of PAUSES) if (gate.holds(Reason[reason])) paused[reason]++;
  }
  return { clients, unnamed, paused, ...lags(wires) };
};

const lags = (wires: Iterable<RoomWire>): Pick<Census, 'lagging' | 'lag' | 'kept'> => {
  let [lagging, lag, kept] = [0, 0, 0];
  for (const wire of wires) {
    const { laggards } = wire.congestion;
    if (laggards.size === 0) continue;
    lagging += laggards.size;
    kept += wire.kept;
    for (const reader of laggards) lag = Math.max(lag, reader.lag);
  }
  return { lagging, lag, kept };
};
