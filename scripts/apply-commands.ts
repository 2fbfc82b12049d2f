/**
 * What a turn of one line costs in the fold, in a server of one room and in one of a thousand: the state is copied at
 * its first write of a turn, and must not cost more for rooms that the line does not concern.
 *
 *     npx tsx scripts/apply-commands.ts
 */
import {
  applyTurn,
  emptyChat,
  parseName,
  SERVER,
  type ChatState,
  type JournalItem,
  type Name,
} from '../src/chat';
import { table } from './table';

const MEMBERS = 10;
const WARM_UP = 5000;
const TURNS = 20_000;

const nameOf = (text: string): Name => {
  const parsed = parseName(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed.name;
};

/** So many rooms, each with its members. */
const crowded = (rooms: number): ChatState => {
  let seq = 1;
  const items: JournalItem[] = [
    { seq, at: 1, client: SERVER, command: { kind: 'set-limits', limits: { history: 100, rooms: 0 } } },
  ];
  for (let room = 0; room < rooms; room++) {
    for (let member = 0; member < MEMBERS; member++) {
      const command = {
        kind: 'enter',
        name: nameOf(`u${room}x${member}`),
        room: nameOf(`room${room}`),
      } as const;
      items.push({ seq: ++seq, at: 1, client: `${room}-${member}`, command });
    }
  }
  return applyTurn(emptyChat, items).state;
};

/** Microseconds a turn, at the mean. */
const measure = (rooms: number): number => {
  let state = crowded(rooms);
  const turns = (count: number): void => {
    for (let turn = 0; turn < count; turn++) {
      const item: JournalItem = {
        seq: state.seq + 1,
        at: 2,
        client: '0-0',
        command: { kind: 'say', text: 'hello' },
      };
      ({ state } = applyTurn(state, [item]));
    }
  };
  turns(WARM_UP);
  const start = performance.now();
  turns(TURNS);
  return ((performance.now() - start) * 1000) / TURNS;
};

const rows = [1, 1000].map((rooms) => [String(rooms), measure(rooms).toFixed(2)]);
process.stdout.write(table(['rooms', 'µs a turn of one line'], rows));
