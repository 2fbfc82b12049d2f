import type { LogRecord } from '../../../src/stream';
import { readLogged } from '../../../src/stream/pipeline/read-logged';
import { testClock } from '../../../src/testing';

describe('readLogged', () => {
  const clock = testClock();
  const lines: LogRecord[] = [];
  const log = (line: LogRecord) => void lines.push(line);

  const ask = async (read: ReturnType<typeof readLogged>) => {
    const found: unknown[] = [];
    for await (const messages of read?.('den', { beforeSeq: 9 }) ?? []) found.push(...messages);
    return found;
  };

  it('passes a successful read on, and logs nothing', async () => {
    const message = {
      kind: 'said',
      seq: 1,
      at: 1,
      client: 'a',
      from: 'ann',
      room: 'Den',
      text: 'x',
    } as const;
    const read = readLogged(
      async function* () {
        yield await Promise.resolve([message]);
      },
      { clock, log },
    );
    expect(await ask(read)).toEqual([message]);
    expect(lines).toEqual([]);
    expect(readLogged(undefined, { clock, log })).toBeUndefined();
  });

  it('logs the reason of a failed read once a minute, however often it is requested', async () => {
    const read = readLogged(
      // eslint-disable-next-line require-yield -- it fails before there is anything
      async function* () {
        await Promise.reject(new Error('DIR is damaged: the batch of entry 7'));
      },
      { clock, log },
    );
    for (let count = 0; count < 5; count++) await expect(ask(read)).rejects.toThrow('DIR is damaged');
    clock.advance(60_000);
    await expect(ask(read)).rejects.toThrow('DIR is damaged');
    expect(lines.map(({ level, cause, room }) => [level, cause, room])).toEqual(
      Array.from({ length: 2 }, () => ['error', 'DIR is damaged: the batch of entry 7', 'den']),
    );
    expect(lines.map(({ suppressed }) => suppressed)).toEqual([undefined, 4]);
  });
});
