import type { Socket } from 'node:net';
import {
  conform,
  profiles,
  Unreachable,
  type Check,
  type Profile,
  type ProfileName,
} from '../../../src/conform';
import { Failed, Skipped } from '../../../src/conform/client/errors';
import { rudeServer } from '../../helpers/faulty-server';

const silent = () => undefined;

/** Sends without an end, as fast as it is taken. */
const flood = (line: string) => (socket: Socket) => {
  const pour = () => {
    while (socket.writable && socket.write(line));
  };
  socket.on('drain', pour);
  pour();
};

const trickle = (socket: Socket): void => {
  const timer = setInterval(() => socket.write('x'), 20);
  socket.once('close', () => clearInterval(timer));
};

const check = (id: string, run: Check['run'], more: Partial<Check> = {}): Check => ({
  id,
  rule: id,
  run,
  ...more,
});

const profile = (...checks: readonly Check[]): Profile => ({ name: 'test', concurrency: 2, checks });

describe('conform', () => {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  const serve = async (treat: (socket: Socket) => void) => {
    const { target, close } = await rudeServer(treat);
    closing.push(close);
    return target;
  };

  const names = Object.keys(profiles) as ProfileName[];
  const rude: readonly (readonly [string, (socket: Socket) => void])[] = [
    ['says nothing', silent],
    ['closes at once', (socket) => socket.end()],
    ['resets', (socket) => setTimeout(() => socket.resetAndDestroy(), 20)],
    ['floods with lines', flood(`${'x'.repeat(999)}\n`)],
    ['floods with empty lines', flood('\n'.repeat(65_536))],
    ['floods with halves of objects', flood('{\n'.repeat(32_768))],
    ['floods with one endless line', flood('x'.repeat(65_536))],
    ['says a byte at a time, and never a line', trickle],
    ['gives back what it gets', (socket) => socket.pipe(socket)],
  ];

  it.each(rude)('ends in time, whatever the profile, when a server %s', async (_, treat) => {
    const target = await serve(treat);
    const settings = { patience: 100, deadline: 1500, backlog: 0 };
    const start = performance.now();
    const runs = await Promise.all(
      names.map(async (name) => ({ name, results: await conform(profiles[name](), target, settings) })),
    );
    expect(performance.now() - start).toBeLessThan(6000);
    for (const { name, results } of runs) {
      expect(results).toHaveLength(profiles[name]().checks.length);
      expect(results.filter(({ kind }) => kind === 'failed').length).toBeGreaterThan(results.length / 2);
    }
  });

  it('holds no more of a flood than the cap, and says so', async () => {
    const results = await conform(profiles.chat(), await serve(flood('x'.repeat(65_536))), {
      patience: 5000,
    });
    expect(results[0]).toMatchObject({
      kind: 'failed',
      came: expect.stringContaining('more than 4 MiB came') as string,
    });
  });

  it('does not reach the checks behind a gate that has failed', async () => {
    const gate = check('gate', () => Promise.reject(new Failed('a', 'b')), { prerequisite: true });
    const results = await conform(
      profile(
        check('one', () => Promise.resolve()),
        gate,
      ),
      await serve(silent),
    );
    expect(results).toEqual([
      expect.objectContaining({ kind: 'failed', expected: '', came: 'not reached: gate has failed' }),
      expect.objectContaining({ kind: 'failed', expected: 'a', came: 'b' }),
    ]);
  });

  it('fails what waits, and what is left, when the time is up', async () => {
    const waits = check('waits', async (stage) => {
      await (await stage.connect('newcomer')).closed();
    });
    const stuck = check('stuck', () => new Promise(() => undefined));
    const left = check('left', () => Promise.resolve(), { serial: true });
    const deadline = { patience: 60_000, deadline: 200 };
    expect(await conform(profile(waits, stuck, left), await serve(silent), deadline)).toEqual([
      expect.objectContaining({ kind: 'failed', came: 'newcomer: time is up' }),
      expect.objectContaining({ kind: 'failed', came: 'time is up' }),
      expect.objectContaining({ kind: 'failed', came: 'not reached: time is up' }),
    ]);
  });

  it('tells a skipped check from a failed one, and what goes wrong in it from what the server did', async () => {
    const skipped = check('skipped', () => Promise.reject(new Skipped('why')));
    const broken = check('broken', () => Promise.reject(new TypeError('oops')));
    expect(await conform(profile(skipped, broken), await serve(silent))).toEqual([
      expect.objectContaining({ kind: 'skipped', because: 'why' }),
      expect.objectContaining({ kind: 'failed', expected: '', came: 'oops' }),
    ]);
  });

  it('runs what is alone after the others, and by itself', async () => {
    const events: string[] = [];
    const traced = (id: string, more?: Partial<Check>) =>
      check(
        id,
        async (stage) => {
          events.push(`${id} begins`);
          await (await stage.connect('newcomer')).hasClosed();
          events.push(`${id} ends`);
        },
        more,
      );
    await conform(profile(traced('a', { serial: true }), traced('b'), traced('c')), await serve(silent));
    expect(events.slice(0, 2)).toEqual(['b begins', 'c begins']);
    expect(events.slice(4)).toEqual(['a begins', 'a ends']);
  });

  it('rejects when there is no server, naming it and the cause', async () => {
    const target = await serve(silent);
    closing.splice(0).forEach((close) => close());
    const run = conform(profiles.budget(), target);
    await expect(run).rejects.toBeInstanceOf(Unreachable);
    await expect(run).rejects.toThrow(`can't connect to 127.0.0.1:${target.port}: connection refused`);
  });
});
