import { countLines, actionMark, isWhole, readNode, Tape } from '../../../src/stream/delivery/tape';
import { survivors } from '../../helpers/memory';

const text = (pieces: readonly Buffer[]): string => pieces.map(String).join('');

describe('Tape', () => {
  it('notifies its readers once per turn, with all lines encoded as one Buffer', () => {
    const tape = new Tape();
    const { node } = tape.end;
    const heard: (string | undefined)[] = [];
    const reading = tape.subscribe({ next: () => heard.push(node.bytes?.toString()) });
    tape.append('ä\n');
    tape.append('b\n', 'bob');
    expect(heard).toEqual([]);
    tape.publish();
    reading.unsubscribe();
    expect(heard).toEqual(['ä\nb\n']);
  });

  it('notifies nobody of an empty turn', () => {
    const tape = new Tape();
    const reader = { next: jest.fn() };
    const reading = tape.subscribe(reader);
    tape.publish();
    reading.unsubscribe();
    expect(reader.next).not.toHaveBeenCalled();
  });

  it('knows whether it has readers', () => {
    const tape = new Tape();
    const reading = tape.subscribe({ next: () => undefined });
    expect(tape.readers).toBe(1);
    reading.unsubscribe();
    expect(tape.readers).toBe(0);
  });

  it('counts its position in bytes, over all turns', () => {
    const tape = new Tape();
    tape.append('ä\n');
    tape.publish();
    tape.append('b\n');
    expect(tape.position).toBe(5);
  });

  it('has its end just after the last write, also inside a turn', () => {
    const tape = new Tape();
    tape.append('one\n');
    const inside = tape.end;
    tape.append('two\n');
    tape.publish();
    const behind = tape.end;
    expect([inside.offset, inside.node.bytes?.toString()]).toEqual([4, 'one\ntwo\n']);
    expect([behind.offset, behind.node]).toEqual([0, inside.node.next]);
  });

  it('retains no turn that no reader points to', async () => {
    const tape = new Tape();
    const publish = (): WeakRef<object> => {
      const { node } = tape.end;
      tape.append('gone\n');
      tape.publish();
      return new WeakRef(node);
    };
    expect(await survivors([publish(), publish()])).toBe(0);
    expect(tape.position).toBe(10);
  });
});

const nodeOf = (...lines: readonly (readonly [author: string, line: string])[]) => {
  const tape = new Tape();
  const { node } = tape.end;
  for (const [author, line] of lines) tape.append(line, author === '' ? undefined : author);
  tape.publish();
  return node;
};
const talk = nodeOf(
  ['ann', 'a1\n'],
  ['bob', 'b1\n'],
  ['bob', 'b2\n'],
  ['', 's1\n'],
  ['bob', 'b3\n'],
  ['ann', 'a2\n'],
);

describe('readNode', () => {
  it.each([
    { reader: 'cid', from: 0, to: 18, read: 'a1\nb1\nb2\ns1\nb3\na2\n' },
    { reader: 'cid', from: 3, to: 12, read: 'b1\nb2\ns1\n' },
    { reader: 'ann', from: 0, to: 18, read: 'b1\nb2\ns1\nb3\n' },
    { reader: 'bob', from: 0, to: 18, read: 'a1\ns1\na2\n' },
    { reader: 'bob', from: 3, to: 12, read: 's1\n' },
    { reader: 'bob', from: 6, to: 18, read: 's1\na2\n' },
    { reader: 'bob', from: 0, to: 6, read: 'a1\n' },
    { reader: 'bob', from: 3, to: 9, read: '' },
    { reader: 'bob', from: 15, to: 18, read: 'a2\n' },
    { reader: 'ann', from: 3, to: 15, read: 'b1\nb2\ns1\nb3\n' },
  ])('leaves out what $reader said between $from and $to', ({ reader, from, to, read }) => {
    expect(text(readNode(talk, [from, to], [reader]))).toBe(read);
  });

  it.each([
    { skips: ['ann', 'bob'], from: 0, to: 18, read: 's1\n' },
    { skips: ['bob', 'ann'], from: 0, to: 18, read: 's1\n' },
    { skips: ['bob', 'cid', 'ann'], from: 3, to: 15, read: 's1\n' },
    { skips: ['ann', 'bob'], from: 0, to: 9, read: '' },
    { skips: ['bob', 'ann'], from: 12, to: 18, read: '' },
    { skips: ['cid', 'ann'], from: 0, to: 18, read: 'b1\nb2\ns1\nb3\n' },
    { skips: ['cid', 'dan'], from: 0, to: 18, read: 'a1\nb1\nb2\ns1\nb3\na2\n' },
    { skips: [], from: 0, to: 18, read: 'a1\nb1\nb2\ns1\nb3\na2\n' },
    { skips: ['bob', 'bob'], from: 0, to: 18, read: 'a1\ns1\na2\n' },
  ])('leaves out what any of $skips said between $from and $to, in any order', (row) => {
    const { skips, from, to, read } = row;
    expect(text(readNode(talk, [from, to], skips))).toBe(read);
  });

  it('tells messages from actions of the same author', () => {
    const node = nodeOf(['ann', 'says\n'], [actionMark('ann'), 'ann=eve\n'], ['ann', 'says more\n']);
    const { size } = node;
    expect(text(readNode(node, [0, size], ['ann']))).toBe('ann=eve\n');
    expect(text(readNode(node, [0, size], ['ann', actionMark('ann')]))).toBe('');
    expect(text(readNode(node, [0, size], [actionMark('ann')]))).toBe('says\nsays more\n');
  });

  it('gives all readers without own lines the same Buffer', () => {
    const [one] = readNode(talk, [0, 18], ['cid']);
    expect(one).toBe(talk.bytes);
    expect(readNode(talk, [0, 18], ['dan'])).toEqual([one]);
  });

  it('copies nothing to leave lines out, and yields adjacent lines as one piece', () => {
    const pieces = readNode(talk, [0, 18], ['ann']);
    expect(pieces.map(String)).toEqual(['b1\nb2\ns1\nb3\n']);
    expect(pieces[0]?.buffer).toBe(talk.bytes?.buffer);
  });

  it('records adjacent lines of one author as one range', () => {
    expect(talk.rangesByAuthor.get('bob')).toEqual([
      { start: 3, end: 9 },
      { start: 12, end: 15 },
    ]);
  });

  it('records them as one range also when a reader began between them', () => {
    const tape = new Tape();
    const { node } = tape.end;
    for (const line of ['one\n', 'two\n', 'three\n']) {
      tape.append(line, 'bob');
      expect(tape.end.node).toBe(node);
    }
    expect(node.rangesByAuthor.get('bob')).toEqual([{ start: 0, end: 14 }]);
  });

  it('yields nothing of an unfinished turn', () => {
    const tape = new Tape();
    tape.append('soon\n');
    expect(readNode(tape.end.node, [0, 5], ['ann'])).toEqual([]);
  });

  it('counts in bytes', () => {
    const node = nodeOf(['ann', 'ä\n'], ['bob', '€\n'], ['ann', '𐍈\n']);
    expect(text(readNode(node, [0, 12], ['bob']))).toBe('ä\n𐍈\n');
  });
});

describe('isWhole', () => {
  it.each([
    [['cid'], true],
    [[], true],
    [['ann'], false],
    [['cid', 'bob'], false],
    [[actionMark('ann'), 'cid'], true],
  ])('for a reader that leaves out %j is %j', (skips, whole) => {
    expect(isWhole(talk, skips)).toBe(whole);
  });

  it('is true for a turn without authors', () => {
    expect(isWhole(nodeOf(['', 's1\n']), ['ann'])).toBe(true);
  });
});

describe('countLines', () => {
  it.each([
    { skips: ['cid'], from: 0, to: 18, lines: 6 },
    { skips: ['ann'], from: 0, to: 18, lines: 4 },
    { skips: ['ann', 'bob'], from: 0, to: 18, lines: 1 },
    { skips: ['bob', 'cid', 'ann'], from: 0, to: 18, lines: 1 },
    { skips: ['ann', 'bob'], from: 3, to: 18, lines: 1 },
    { skips: ['bob'], from: 3, to: 12, lines: 1 },
    { skips: ['bob'], from: 0, to: 15, lines: 2 },
    { skips: [], from: 6, to: 15, lines: 3 },
  ])('counts the lines between $from and $to without those of $skips', ({ skips, from, to, lines }) => {
    expect([1, 2].map(() => countLines(talk, [from, to], skips))).toEqual([lines, lines]);
  });

  it('counts no line of an unfinished turn', () => {
    const tape = new Tape();
    tape.append('soon\n');
    expect(countLines(tape.end.node, [0, 5], [])).toBe(0);
  });
});
