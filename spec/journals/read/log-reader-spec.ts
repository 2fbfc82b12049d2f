import { readLog, StoreReader, type LogEvent, type LogReaderOptions } from '../../../src/journals/tools';
import { posts } from '../../helpers/apply-commands';
import { editRows, keepPosts, openKept } from '../../helpers/persistent-chat';
import { scratch } from '../../helpers/scratch';

const { enter, say, act, tell, rename, join, topic, leave, remove, announce, removeAll, who } = posts;

/** A clock that goes on by a second with each batch, from 0. */
const ticking = () => {
  let now = 0;
  return { now: () => (now += 1000) - 1000 };
};

const words = ({ fact, room }: LogEvent): string => {
  const text = 'text' in fact ? fact.text : fact.kind;
  return `${room ?? '*'}/${'from' in fact ? fact.from : 'name' in fact ? fact.name : 'server'}: ${text}`;
};

describe('readLog', () => {
  const { path } = scratch();

  const read = async (options: LogReaderOptions = {}): Promise<readonly LogEvent[]> => {
    const store = StoreReader.open(path());
    const found: LogEvent[] = [];
    for await (const some of readLog(store, options)) found.push(...some);
    store.close();
    return found;
  };

  it('tells what rooms heard, and everybody, oldest first, with the names of then', async () => {
    await keepPosts(path(), [
      [enter('a', 'ann'), enter('b', 'bob', 'Den'), who('a')],
      [say('a', 'hi'), rename('a', 'eve'), act('a', 'waves'), topic('b', 'cats'), join('a', 'den')],
      [announce('tea'), leave('b', 'bye'), removeAll('gone')],
    ]);
    expect((await read()).map(words)).toEqual([
      'lobby/ann: joined',
      'den/bob: joined',
      'lobby/ann: hi',
      'lobby/ann: renamed',
      'lobby/eve: waves',
      'den/bob: cats',
      'den/eve: joined',
      'lobby/eve: left',
      '*/server: tea',
      'den/bob: left',
      '*/server: gone',
    ]);
  });

  it('tells nothing of what was refused, nor of what two told each other', async () => {
    await keepPosts(path(), [
      [enter('a', 'ann'), enter('b', 'ANN'), say('b', 'refused'), enter('c', 'bob')],
      [tell('a', 'bob', 'secret'), tell('c', 'ann', 'secret'), say('c', 'loud')],
    ]);
    expect((await read()).map(words)).toEqual(['lobby/ann: joined', 'lobby/bob: joined', 'lobby/bob: loud']);
  });

  it('leaves out what was deleted since, by name or by seq, but not what that name said later', async () => {
    await keepPosts(path(), [
      [enter('a', 'ann'), enter('b', 'bob')],
      [say('a', '3'), say('b', '4'), say('b', '5')],
      [remove('server', 'ann'), remove('server', 4)],
      [say('a', '8')],
    ]);
    expect((await read()).map(words).slice(2)).toEqual(['lobby/bob: 5', 'lobby/ann: 8']);
  });

  it('tells of one room what it heard, by its comparison key', async () => {
    await keepPosts(path(), [
      [enter('a', 'ann'), enter('b', 'bob', 'Den'), say('a', 'no'), say('b', 'yes'), announce('all')],
    ]);
    expect((await read({ room: 'den' })).map(words)).toEqual([
      'den/bob: joined',
      'den/bob: yes',
      '*/server: all',
    ]);
  });

  it('tells what was at `since` or later and before `until`, with what came before folded', async () => {
    const batches = [[enter('a', 'ann')], ...['1', '2', '3', '4'].map((text) => [say('a', text)])];
    await keepPosts(path(), batches, ticking());
    const texts = async (options: LogReaderOptions) => (await read(options)).map(words);
    expect(await texts({ since: 2000, until: 4000 })).toEqual(['lobby/ann: 2', 'lobby/ann: 3']);
    expect(await texts({ since: 4001 })).toEqual([]);
    // Later than all that the newest state holds: it is begun there.
    await keepPosts(path(), [[say('a', '5')]], { now: () => 9000 });
    expect(await texts({ since: 4500 })).toEqual(['lobby/ann: 5']);
  });

  it('tells what was at a time also where the wall clock was set back, in the order of then', async () => {
    const times = [1000, 2000, 9000, 3000, 4000];
    const batches = [[enter('a', 'ann')], ...['2', '9', '3', '4'].map((text) => [say('a', text)])];
    await keepPosts(path(), batches, { now: () => times.shift() ?? 0, elapsed: () => 0 });
    const texts = async (options: LogReaderOptions) => (await read(options)).map(words);
    expect(await texts({ since: 3000 })).toEqual(['lobby/ann: 9', 'lobby/ann: 3', 'lobby/ann: 4']);
    expect(await texts({ since: 4001 })).toEqual(['lobby/ann: 9']);
    expect(await texts({ since: 2000, until: 4000 })).toEqual(['lobby/ann: 2', 'lobby/ann: 3']);
  });

  it('begins with the state before the oldest entry, once the log was pruned', async () => {
    const many = Array.from({ length: 40 }, (_, index) => [say('a', String(index))]);
    await keepPosts(path(), [[enter('a', 'ann')], ...many], { keep: { messages: 5 } });
    const found = (await read()).map(words);
    expect(found.length).toBeLessThan(10);
    expect(found.at(-1)).toBe('lobby/ann: 39');
  });

  it('goes on behind a hole, and tells of it', async () => {
    await keepPosts(path(), [
      [enter('a', 'ann')],
      [say('a', '2')],
      [say('a', '3'), say('a', '4')],
      [say('a', '5')],
    ]);
    await editRows(path(), 'batches', (rows) => rows.removeSync(3));
    const holes: (readonly number[])[] = [];
    const found = await read({ onMissing: (...hole) => holes.push(hole) });
    expect(found.map(words)).toEqual(['lobby/ann: joined', 'lobby/ann: 2', 'lobby/ann: 5']);
    expect(holes).toEqual([[3, 4]]);
  });

  it('goes on with what is added until it is stopped, also where the log was pruned past it', async () => {
    const { keep, close } = await openKept(path(), { keep: { messages: 3 } });
    await keep([enter('a', 'ann'), say('a', 'first')]);
    const store = StoreReader.open(path());
    const stop = new AbortController();
    const holes: unknown[] = [];
    const log = readLog(store, { follow: stop.signal, onMissing: (...hole) => holes.push(hole) });
    const next = async () => ((await log.next()).value as readonly LogEvent[]).map(words);
    expect(await next()).toEqual(['lobby/ann: joined', 'lobby/ann: first']);
    const added = next();
    await keep([say('a', 'second'), rename('a', 'eve')]);
    expect(await added).toEqual(['lobby/ann: second', 'lobby/ann: renamed']);
    for (let count = 0; count < 30; count++) await keep([say('a', String(count))]);
    await close();
    const rest: string[] = [];
    // Some at a time, as many as a slice of a busy machine has.
    while (rest.at(-1) !== 'lobby/eve: 29') rest.push(...(await next()));
    expect(rest.length).toBeLessThan(10);
    expect(holes).toEqual([]);
    const end = log.next();
    stop.abort();
    expect(await end).toEqual({ done: true, value: undefined });
    store.close();
  });

  it('lets the event loop go on in between, and holds no more than a few batches', async () => {
    const many = Array.from({ length: 300 }, (_, batch) =>
      Array.from({ length: 100 }, (_, index) => say('a', `${batch}.${index}`)),
    );
    await keepPosts(path(), [[enter('a', 'ann')], ...many]);
    const store = StoreReader.open(path());
    let turns = 0;
    const count = () => (turns++, (handle = setImmediate(count)));
    let handle = setImmediate(count);
    const sizes: number[] = [];
    for await (const some of readLog(store)) sizes.push(some.length);
    clearImmediate(handle);
    store.close();
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(30_001);
    expect(sizes.length).toBeGreaterThan(1);
    expect(turns).toBeGreaterThanOrEqual(sizes.length - 1);
  });
});
