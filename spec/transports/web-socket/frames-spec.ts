import { once } from 'node:events';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import {
  encodeTextFrame,
  encodeTextFrames,
  isUnfinishedLine,
  cachedFrames,
} from '../../../src/transports/web-socket/frames';
import { cut, cuts } from '../../helpers/chunks';

/** What reads frames in `ws`; its types don't have it. */
const { Receiver } = jest.requireActual<{ Receiver: new (options: { isServer: boolean }) => Writable }>('ws');

/** What a client that speaks the protocol reads, in whatever chunks it comes. */
const read = async (frames: Buffer, chunks: readonly number[] = [frames.length || 1]): Promise<string[]> => {
  const receiver = new Receiver({ isServer: false });
  const lines: string[] = [];
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    lines.push(isBinary ? 'binary' : data.toString()),
  );
  for (const chunk of cut(Buffer.from(frames), chunks)) receiver.write(chunk);
  receiver.end();
  await once(receiver, 'finish');
  return lines;
};

const linesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));

/** About where a length takes more bytes. */
const edges = [0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 70_000];

describe('encodeTextFrames', () => {
  it.each(edges)('encodes a line of %i bytes as one text message', async (length) => {
    const lines = ['before', 'x'.repeat(length), 'behind'];
    expect(await read(encodeTextFrames(linesOf(lines)))).toEqual(lines);
  });

  it('encodes each line as one text message, in order', async () => {
    const character = fc.constantFrom('a', 'ä', '€', '𐍈', '\r', '"');
    const line = fc.oneof(
      fc.string({ unit: character, maxLength: 200 }),
      fc.constantFrom(...edges).map((length) => 'x'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), cuts, async (lines, chunks) => {
        const frames = encodeTextFrames(linesOf(lines));
        expect(await read(frames)).toEqual(lines);
        // By the byte only where that is soon done.
        if (frames.length < 10_000) expect(await read(frames, chunks)).toEqual(lines);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a\nb', ['a', 'b']],
    ['b', ['b']],
    ['\n\nb', ['', '', 'b']],
    ['a\n', ['a']],
  ])('encodes the unfinished end of %j as one message too, and nothing after it', async (text, lines) => {
    const frames = encodeTextFrames(Buffer.from(text));
    expect(await read(frames)).toEqual(lines);
    expect(frames).toHaveLength(lines.join('').length + 2 * lines.length);
  });

  it('takes no more bytes than needed', () => {
    expect(encodeTextFrames(linesOf(['x'.repeat(125)]))).toHaveLength(2 + 125);
    expect(encodeTextFrames(linesOf(['x'.repeat(126)]))).toHaveLength(4 + 126);
    expect(encodeTextFrames(linesOf(['x'.repeat(65_535)]))).toHaveLength(4 + 65_535);
    expect(encodeTextFrames(linesOf(['x'.repeat(65_536)]))).toHaveLength(10 + 65_536);
    expect(encodeTextFrames(Buffer.alloc(0))).toHaveLength(0);
  });

  it('encodes a piece once for all readers', async () => {
    const turn = linesOf(['one', 'two', 'three']);
    const frames = cachedFrames(turn);
    expect(cachedFrames(turn)).toBe(frames);
    expect(await read(frames)).toEqual(['one', 'two', 'three']);
  });

  it('retains only the part of memory that the piece is', async () => {
    const turn = linesOf(['one', 'two', 'three']);
    expect(await read(cachedFrames(turn.subarray(4, 8)))).toEqual(['two']);
    expect(await read(cachedFrames(new Uint8Array(turn.buffer, turn.byteOffset, 4)))).toEqual(['one']);
  });

  it('encodes a line in two parts as one message, and shares the first part', async () => {
    for (const length of edges) {
      const first = Buffer.alloc(length, 'x');
      for (const end of ['', ',"id":5}\n', Buffer.from('ä\n'), '\n']) {
        const parts = encodeTextFrame(first, end);
        expect(parts[1]).toBe(first);
        expect(await read(Buffer.concat(parts))).toEqual([`${first.toString()}${end.toString().trimEnd()}`]);
      }
    }
    expect([Buffer.from('a'), Buffer.from('a\n'), 'a', ''].map(isUnfinishedLine)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
