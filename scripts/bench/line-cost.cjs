/*
 * One run of scripts/line-cost.ts: feeds lines of 64 bytes to a chat of a build, from one author in memory, and prints
 * what a line costs before it is written to any socket: {"ns", "bytes", "lines"}.
 *
 *     node --max-semi-space-size=64 line-cost.cjs DIR LINES
 */
const { Duplex } = require('node:stream');
const { join } = require('node:path');

const [, , folder, count] = process.argv;
const LINES = Number(count);
const { createChat } = require(join(folder, 'dist/index.js'));

/** As a socket hands them on: 64 KiB at once, in which a line may be cut. */
const CHUNK_BYTES = 65_536;
const LINE = `${'x'.repeat(63)}\n`;
const CHUNK = Buffer.from(LINE.repeat(CHUNK_BYTES / LINE.length));
const LINES_PER_CHUNK = CHUNK_BYTES / LINE.length;

const author = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
const chat = createChat({ rate: 0 });
let seq = 0;
let notify = () => undefined;
let heap = 0;
let allocated = 0;
let isSampling = false;

/** What the heap has grown by since the last turn; a collection in between hides no more than one turn. */
const sampleHeap = () => {
  const { heapUsed } = process.memoryUsage();
  allocated += Math.max(0, heapUsed - heap);
  heap = heapUsed;
};

chat.state$.subscribe((state) => {
  seq = state.seq;
  if (isSampling) sampleHeap();
  notify();
});

const untilSeq = (wanted) =>
  new Promise((resolve) => {
    notify = () => seq >= wanted && resolve();
    notify();
  });

/** Chunk after chunk, as the author takes them. */
const feed = async (lines) => {
  const end = seq + lines;
  for (let fed = 0; fed < lines; fed += LINES_PER_CHUNK) {
    author.push(CHUNK);
    if (author.readableLength > 4 * CHUNK_BYTES) await untilSeq(seq + LINES_PER_CHUNK);
  }
  await untilSeq(end);
};

const main = async () => {
  chat.accept(author, { remote: '127.0.0.1:1' });
  author.push('ann\n');
  await untilSeq(2);
  await feed(LINES);
  const before = process.cpuUsage();
  await feed(LINES);
  const { user, system } = process.cpuUsage(before);
  isSampling = true;
  heap = process.memoryUsage().heapUsed;
  await feed(LINES);
  const bytes = allocated / LINES;
  process.stdout.write(`${JSON.stringify({ ns: ((user + system) * 1000) / LINES, bytes, lines: LINES })}\n`);
  await chat.close();
};

void main();
