import { closeReason } from '../../../src/stream/contracts/close-reason';
import { once } from 'node:events';
import { text as readAll } from 'node:stream/consumers';
import { firstValueFrom, map } from 'rxjs';
import type { Connection } from '../../../src/stream';
import { memory, memoryPair } from '../../../src/transports';
import { watch } from '../../helpers/watch';

describe('memory', () => {
  it('has no address, and is ready', async () => {
    expect(await memory().listening).toEqual([]);
  });

  it('emits a connection for each client while it is subscribed', () => {
    const connection$ = memory();
    const connections: Connection[] = [];
    const subscription = connection$.subscribe((connection) => connections.push(connection));
    connection$.connect();
    connection$.connect({ id: 'x', remote: 'y' });
    subscription.unsubscribe();
    connection$.connect();
    expect(connections.map(({ remote }) => remote)).toEqual(['memory', 'y']);
    expect(connections[1]?.id).toBe('x');
  });

  it('carries lines in both directions', async () => {
    const connection$ = memory();
    const watched = firstValueFrom(connection$.pipe(map((connection) => watch(connection))));
    const client = connection$.connect({ maxLine: 3 });
    client.end('hi\nfour\n');
    const { connection, lines, happened } = await watched;
    await happened('completed FIN');
    expect(lines).toEqual(['hi', { kind: 'too-long', max: 3 }]);
    connection.write(['ho\n']);
    connection.end(closeReason('quit', 'over'));
    expect(await readAll(client)).toBe('ho\n');
  });
});

describe('memoryPair', () => {
  it('closes the other end when one is cut off', async () => {
    const [one, other] = memoryPair();
    one.destroy();
    await once(other, 'close');
    expect(other.destroyed).toBe(true);
  });

  it('closes the other end when one is cut off after its end', async () => {
    const [one, other] = memoryPair();
    one.end();
    other.resume();
    await once(other, 'end');
    one.destroy();
    await once(other, 'close');
    expect(other.writableFinished).toBe(false);
  });

  it('delivers everything written before both ends ended', async () => {
    const [one, other] = memoryPair();
    one.end('to the other');
    other.end('to the one');
    expect(await Promise.all([one, other].map((end) => readAll(end)))).toEqual([
      'to the one',
      'to the other',
    ]);
  });
});
