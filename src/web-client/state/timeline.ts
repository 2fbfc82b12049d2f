import type { TimelineItem } from './timeline-items';

/** A run of lines that is drawn as one. An untouched one stays the same object. */
export interface Chunk {
  readonly id: number;
  readonly items: readonly TimelineItem[];
}

/** The lines of a room, the oldest first, in chunks: to add one copies a chunk and the list of them, not all lines. */
export interface Timeline {
  readonly chunks: readonly Chunk[];
  readonly count: number;
  /** The id of the next chunk; ids are never used again. */
  readonly next: number;
}

export const CHUNK_ITEMS = 50;

export const emptyTimeline: Timeline = { chunks: [], count: 0, next: 0 };

const cut = (items: readonly TimelineItem[], next: number): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  for (let from = 0; from < items.length; from += CHUNK_ITEMS)
    chunks.push({ id: next + chunks.length, items: items.slice(from, from + CHUNK_ITEMS) });
  return chunks;
};

/** Adds lines at the end. */
export const append = (lines: Timeline, items: readonly TimelineItem[]): Timeline => {
  if (items.length === 0) return lines;
  const last = lines.chunks.at(-1);
  if (!last || last.items.length >= CHUNK_ITEMS) return appendChunks(lines, lines.chunks, items);
  const room = CHUNK_ITEMS - last.items.length;
  const filled = { id: last.id, items: [...last.items, ...items.slice(0, room)] };
  return appendChunks(lines, [...lines.chunks.slice(0, -1), filled], items.slice(room), items.length);
};

const appendChunks = (
  { count, next }: Timeline,
  chunks: readonly Chunk[],
  items: readonly TimelineItem[],
  added = items.length,
): Timeline => {
  const more = cut(items, next);
  return { chunks: [...chunks, ...more], count: count + added, next: next + more.length };
};

/** Puts lines in front of the first one that stands behind them; that chunk is cut in two there. */
export const insert = (
  lines: Timeline,
  items: readonly TimelineItem[],
  isBehind: (item: TimelineItem) => boolean,
): Timeline => {
  const at = lines.chunks.findIndex((chunk) => chunk.items.some(isBehind));
  const chunk = lines.chunks[at];
  if (!chunk) return append(lines, items);
  const place = chunk.items.findIndex(isBehind);
  const head = place === 0 ? [] : [{ id: lines.next, items: chunk.items.slice(0, place) }];
  const tail = { id: chunk.id, items: chunk.items.slice(place) };
  const middle = cut(items, lines.next + head.length);
  return {
    chunks: [...lines.chunks.slice(0, at), ...head, ...middle, tail, ...lines.chunks.slice(at + 1)],
    count: lines.count + items.length,
    next: lines.next + head.length + middle.length,
  };
};

/** Changes the last line that fits, or drops it where nothing is put in its place. */
export const replace = (
  lines: Timeline,
  fits: (item: TimelineItem) => boolean,
  change: (item: TimelineItem) => TimelineItem | undefined,
): Timeline => {
  const at = lines.chunks.findLastIndex((chunk) => chunk.items.some(fits));
  const chunk = lines.chunks[at];
  if (!chunk) return lines;
  const place = chunk.items.findLastIndex(fits);
  const items = chunk.items.flatMap((item, index) => (index === place ? (change(item) ?? []) : item));
  const left = items.length === 0 ? [] : [{ id: chunk.id, items }];
  const chunks = [...lines.chunks.slice(0, at), ...left, ...lines.chunks.slice(at + 1)];
  return { ...lines, chunks, count: lines.count - chunk.items.length + items.length };
};

/** Lets the oldest chunks go while more than so many lines are left without them. */
export const trim = (lines: Timeline, most: number): Timeline => {
  let { count } = lines;
  let from = 0;
  for (const { items } of lines.chunks) {
    if (count - items.length < most) break;
    count -= items.length;
    from++;
  }
  return from === 0 ? lines : { ...lines, chunks: lines.chunks.slice(from), count };
};

/** The first line that fits. */
export const firstItem = (
  lines: Timeline,
  fits: (item: TimelineItem) => boolean,
): TimelineItem | undefined => {
  for (const { items } of lines.chunks) {
    const found = items.find(fits);
    if (found) return found;
  }
  return undefined;
};

/** All lines, or the last so many. */
export const itemsOf = (lines: Timeline, most = Infinity): readonly TimelineItem[] => {
  const chunks = most === Infinity ? lines.chunks : lines.chunks.slice(-Math.ceil(most / CHUNK_ITEMS) * 2);
  const items = chunks.flatMap((chunk) => chunk.items);
  return items.length > most ? items.slice(-most) : items;
};

/** The text of a marker for lines that stay missing. */
export const FORGOTTEN_TEXT = 'Messages are missing here: the server no longer remembers them.';
export const UNFETCHED_TEXT =
  'Messages may be missing here: the connection was lost while they were fetched.';

/** Has a mark say something else. */
export const setText = (lines: Timeline, key: string, text: string): Timeline =>
  replace(
    lines,
    (item) => item.key === key,
    ({ at, epoch, seq }) => ({ kind: 'gap', key, at, epoch, seq, text }),
  );
