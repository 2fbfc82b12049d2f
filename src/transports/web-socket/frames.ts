import { LF } from '../bytes';

/** The first byte of a text message that is one frame (RFC 6455, 5.2). */
const FIN_TEXT = 0x81;

/** A length up to 125 stands in the second byte; these say that it stands in the two or eight bytes behind it. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;

const headerSize = (length: number): number => (length < LENGTH_16 ? 2 : length < 0x1_0000 ? 4 : 10);

const writeHeader = (frames: Buffer, at: number, length: number): number => {
  const size = headerSize(length);
  frames[at] = FIN_TEXT;
  if (size === 2) frames[at + 1] = length;
  if (size === 4) {
    frames[at + 1] = LENGTH_16;
    frames.writeUInt16BE(length, at + 2);
  }
  if (size === 10) {
    frames[at + 1] = LENGTH_64;
    frames.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + size;
};

/** Where each line ends: before its newline. The last one may have none. */
const lineEnds = (lines: Buffer): readonly number[] => {
  const ends: number[] = [];
  for (let end = lines.indexOf(LF); end >= 0; end = lines.indexOf(LF, end + 1)) ends.push(end);
  if (lines.length > 0 && lines.at(-1) !== LF) ends.push(lines.length);
  return ends;
};

/** Lines as text frames of a WebSocket, one a line, without its newline. Server frames are not masked. */
export const encodeTextFrames = (lines: Buffer): Buffer => {
  const ends = lineEnds(lines);
  let size = 0;
  let start = 0;
  for (const end of ends) {
    size += headerSize(end - start) + end - start;
    start = end + 1;
  }
  // Each byte of it is written below, or it would give away what was in this memory before.
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  start = 0;
  for (const end of ends) {
    at = writeHeader(frames, at, end - start);
    at += lines.copy(frames, at, start, end);
    start = end + 1;
  }
  return frames;
};

/** Whether a line begins in a piece that ends in the next one. */
export const isUnfinishedLine = (piece: Uint8Array | string): piece is Uint8Array =>
  typeof piece !== 'string' && piece.at(-1) !== LF;

/** The frame of a line in two parts. The first is not copied: many may read it, each with an end of its own. */
export const encodeTextFrame = (line: Uint8Array, end: Uint8Array | string): readonly Uint8Array[] => {
  const rest = Buffer.from(end);
  const closed = rest.at(-1) === LF ? rest.subarray(0, -1) : rest;
  const length = line.length + closed.length;
  const head = Buffer.alloc(headerSize(length));
  writeHeader(head, 0, length);
  return [head, line, closed];
};

const frameCache = new WeakMap<Uint8Array, Buffer>();

/**
 * The frames of a piece of a tape, made once for all who read it: they live as long as the piece does. A reader that
 * excludes lines, such as its own, gets pieces that no other reader has: they are framed for it alone.
 */
export const cachedFrames = (piece: Uint8Array): Buffer => {
  const known = frameCache.get(piece);
  if (known) return known;
  const frames = encodeTextFrames(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
  frameCache.set(piece, frames);
  return frames;
};
