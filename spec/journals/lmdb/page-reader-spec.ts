import { closeSync, copyFileSync, openSync, readFileSync, writeSync } from 'node:fs';
import { open, type RootDatabase } from 'lmdb';
import { PageReader } from '../../../src/journals/lmdb/page-reader';
import type { PageSnapshot } from '../../../src/journals/lmdb/page-snapshot';
import { decodeKey, encodeKey, type RowKey } from '../../../src/journals/lmdb/row-key';
import { seeded } from '../../helpers/random';
import { scratch } from '../../helpers/scratch';

describe('PageReader', () => {
  const { path } = scratch();
  const data = () => path('chat.mdb');
  let root: RootDatabase<Buffer, string>;
  let reader: PageReader;

  const database = (name: string) =>
    root.openDB(name, { encoding: 'binary' }) as unknown as {
      putSync: (key: RowKey, value: Buffer) => boolean;
      removeSync: (key: RowKey) => boolean;
      getRange: (options: object) => Iterable<{ key: RowKey; value: Buffer }>;
    };

  const read = (snapshot: PageSnapshot, name = 'rows', from?: Buffer): readonly string[] =>
    [...snapshot.tree(name).items(from)].map(
      ({ key, value }) => `${JSON.stringify(decodeKey(key))} ${value().toString('latin1')}`,
    );

  const inLmdb = (name = 'rows', options = {}): readonly string[] =>
    [...database(name).getRange(options)].map(
      ({ key, value }) => `${JSON.stringify([key].flat())} ${value.toString('latin1')}`,
    );

  const value = (text: string, length = 20) => Buffer.from(text.padEnd(length, '.'));

  beforeEach(() => {
    root = open<Buffer, string>({
      path: data(),
      noSubdir: true,
      encoding: 'binary',
      overlappingSync: false,
      noSync: true,
      maxDbs: 8,
    });
    database('rows').putSync(0, value('the first'));
    database('others').putSync(0, value('another'));
    reader = new PageReader(data());
  });

  afterEach(async () => {
    reader.close();
    await root.close();
  });

  it('reads what LMDB has written, after every transaction, from any key on', () => {
    const { next } = seeded(3);
    const some = (most: number) => Math.floor(next() * most);
    const keys: RowKey[] = [];
    for (let round = 0; round < 60; round++) {
      root.transactionSync(() => {
        for (let count = 0; count < 20; count++) {
          const key: RowKey = next() < 0.5 ? some(2000) : [`room${some(9)}`, some(300)];
          keys.push(key);
          if (next() < 0.8)
            database('rows').putSync(key, value(`${round}`, next() < 0.1 ? some(20_000) : some(300)));
          else database('rows').removeSync(keys[some(keys.length)] ?? key);
        }
      });
      expect(reader.read((snapshot) => read(snapshot))).toEqual(inLmdb());
      const from = keys[some(keys.length)] ?? 0;
      expect(reader.read((snapshot) => read(snapshot, 'rows', encodeKey(from)))).toEqual(
        inLmdb('rows', { start: from }),
      );
      const found = reader.read((snapshot) => snapshot.tree('rows').get(encodeKey(from)));
      expect(found?.toString('latin1')).toBe(
        inLmdb('rows', { start: from, end: from, inclusiveEnd: true })[0]?.split(' ').slice(1).join(' '),
      );
    }
  });

  /** What is read while so many transactions follow, and how often it was begun. */
  const readWhile = (commits: number, name: string, how: 'read' | 'readTree' = 'read') => {
    root.transactionSync(() => {
      for (let key = 0; key < 400; key++) database('rows').putSync(key, value(`old ${key}`, 200));
    });
    let began = 0;
    const work = (snapshot: PageSnapshot): readonly string[] => {
      const rows = snapshot.tree('rows').items();
      const first = rows.next();
      const before = first.done ? [] : [first.value.value().toString()];
      for (let count = 0; began === 0 && count < commits; count++)
        database(name).putSync(count * 7, value(`new ${count}`, 200));
      began++;
      return [...before, ...[...rows].map((row) => row.value().toString())];
    };
    const found = how === 'read' ? reader.read(work) : reader.readTree('rows', work);
    return { began, found: found.map((text) => text.split('.')[0]) };
  };

  it('takes what it has read when one transaction followed: its pages are not used again yet', () => {
    const { began, found } = readWhile(1, 'rows');
    expect(began).toBe(1);
    expect(found).toEqual(Array.from({ length: 400 }, (_, key) => `old ${key}`));
  });

  it.each([2, 3, 10, 50])('reads again when %i transactions followed', (commits) => {
    const { began, found } = readWhile(commits, 'rows');
    expect(began).toBe(2);
    expect(found).toEqual(
      Array.from({ length: 400 }, (_, key) =>
        key % 7 === 0 && key / 7 < commits ? `new ${key / 7}` : `old ${key}`,
      ),
    );
  });

  it('reads a tree once when any number of transactions changed another', () => {
    expect(readWhile(50, 'others', 'readTree')).toEqual({
      began: 1,
      found: Array.from({ length: 400 }, (_, key) => `old ${key}`),
    });
    expect(readWhile(50, 'rows', 'readTree').began).toBe(2);
  });

  it('throws what reading throws, but not when what was read has gone', () => {
    expect(() =>
      reader.read(() => {
        throw new Error('no sense');
      }),
    ).toThrow('no sense');
    let began = 0;
    const found = reader.read(() => {
      if (began++ > 0) return 'read again';
      for (let count = 0; count < 2; count++) database('rows').putSync(count, value('x'));
      throw new Error('no sense');
    });
    expect(found).toBe('read again');
  });

  it('gives up when it is written to faster than it can be read, and says so', () => {
    let now = 0;
    const slow = new PageReader(data(), { now: () => (now += 1000) });
    const never = () =>
      slow.read(() => {
        for (let count = 0; count < 2; count++) database('rows').putSync(count, value(String(now)));
      });
    expect(never).toThrow(expect.objectContaining({ code: 'RX_CHAT_DATA' }) as Error);
    expect(never).toThrow(`${data()} is written to faster than it can be read here: `);
    slow.close();
  });

  /** The meta page that the next transaction will write, with its number and all else as it is. */
  const halfWrite = (file: string): (() => void) => {
    const bytes = readFileSync(file);
    const [first, second] = [bytes.readBigUInt64LE(152), bytes.readBigUInt64LE(4096 + 152)];
    const at = first < second ? 152 : 4096 + 152;
    const write = (number: bigint) => {
      const field = Buffer.alloc(8);
      field.writeBigUInt64LE(number);
      const fd = openSync(file, 'r+');
      writeSync(fd, field, 0, 8, at);
      closeSync(fd);
    };
    const [old, next] = first < second ? [first, second + 1n] : [second, first + 1n];
    write(next);
    return () => write(old);
  };

  it('waits for a meta page that is half written', () => {
    database('rows').putSync(1, value('the second'));
    copyFileSync(data(), path('copy.mdb'));
    const expected = inLmdb();
    const half = { finish: (): void => undefined };
    let again = 0;
    const onRetry = () => {
      if (++again === 3) half.finish();
    };
    const other = new PageReader(path('copy.mdb'), { onRetry, now: () => 0 });
    half.finish = halfWrite(path('copy.mdb'));
    expect(other.read((snapshot) => read(snapshot))).toEqual(expected);
    expect(again).toBe(3);
    other.close();
  });

  it.each([
    ['bears the number of another', (page: Buffer) => page.writeBigUInt64LE(999n, 0)],
    ['is of a later transaction', (page: Buffer) => page.writeBigUInt64LE(1_000_000n, 8)],
    ['is no page of a tree', (page: Buffer) => page.writeUInt16LE(8, 18)],
    ['has nodes that are not inside it', (page: Buffer) => page.writeUInt16LE(4094, 24)],
    ['has nodes that are not inside it', (page: Buffer) => page.writeUInt16LE(60_000, 20)],
  ])('tells of a page that %s', (what, spoil) => {
    const rootPage = Number(reader.read((snapshot) => snapshot.identity('rows')).split(' ')[0]);
    const bytes = readFileSync(data());
    spoil(bytes.subarray(rootPage * 4096, (rootPage + 1) * 4096));
    const file = openSync(path('spoiled.mdb'), 'w');
    writeSync(file, bytes);
    closeSync(file);
    const spoiled = new PageReader(path('spoiled.mdb'));
    expect(() => spoiled.read((snapshot) => read(snapshot))).toThrow(`page ${rootPage} ${what}`);
    spoiled.close();
  });
});
