const NEWLINE = 0x0a;

/** The first byte of a text message that is one frame (RFC 6455, 5.2). */
const WHOLE_TEXT = 0x81;

/** A length up to 125 stands in the second byte; these say that it stands in the two or eight bytes behind it. */
const IN_TWO = 126;
const IN_EIGHT = 127;

const headSize = (length: number): number => (length < IN_TWO ? 2 : length < 0x1_0000 ? 4 : 10);

const writeHead = (frames: Buffer, at: number, length: number): number => {
  const size = headSize(length);
  frames[at] = WHOLE_TEXT;
  if (size === 2) frames[at + 1] = length;
  if (size === 4) {
    frames[at + 1] = IN_TWO;
    frames.writeUInt16BE(length, at + 2);
  }
  if (size === 10) {
    frames[at + 1] = IN_EIGHT;
    frames.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + size;
};

/** Where each line ends: before its newline. The last one may have none. */
const endsOf = (lines: Buffer): readonly number[] => {
  const ends: number[] = [];
  for (let end = lines.indexOf(NEWLINE); end >= 0; end = lines.indexOf(NEWLINE, end + 1)) ends.push(end);
  if (lines.length > 0 && lines.at(-1) !== NEWLINE) ends.push(lines.length);
  return ends;
};

/** Lines as text frames of a WebSocket, one a line, without its newline. What a server sends is not masked. */
export const framesOf = (lines: Buffer): Buffer => {
  const ends = endsOf(lines);
  let size = 0;
  let start = 0;
  for (const end of ends) {
    size += headSize(end - start) + end - start;
    start = end + 1;
  }
  // Each byte of it is written below, or it would give away what was in this memory before.
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  start = 0;
  for (const end of ends) {
    at = writeHead(frames, at, end - start);
    at += lines.copy(frames, at, start, end);
    start = end + 1;
  }
  return frames;
};

/** Whether a line begins in a piece that ends in the next one. */
export const isOpen = (piece: Uint8Array | string): piece is Uint8Array =>
  typeof piece !== 'string' && piece.at(-1) !== NEWLINE;

/** The frame of a line in two parts. The first is not copied: many may read it, each with an end of its own. */
export const frameOf = (line: Uint8Array, end: Uint8Array | string): readonly Uint8Array[] => {
  const rest = Buffer.from(end);
  const closed = rest.at(-1) === NEWLINE ? rest.subarray(0, -1) : rest;
  const length = line.length + closed.length;
  const head = Buffer.alloc(headSize(length));
  writeHead(head, 0, length);
  return [head, line, closed];
};

const shared = new WeakMap<Uint8Array, Buffer>();

/**
 * The frames of a piece of a tape, made once for all who read it: they live as long as the piece does. Who leaves lines
 * out, as each does with its own, reads pieces that nobody else has: those are framed for it alone.
 */
export const sharedFrames = (piece: Uint8Array): Buffer => {
  const known = shared.get(piece);
  if (known) return known;
  const frames = framesOf(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
  shared.set(piece, frames);
  return frames;
};
