import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { HttpSocketLimiter } from '../../src/http-server/http-sockets';

const sockets = (count: number) => Array.from({ length: count }, () => new PassThrough());
const gone = (all: readonly PassThrough[]) => all.map(({ destroyed }) => destroyed);

describe('HttpSocketLimiter', () => {
  it('closes the oldest socket beyond the limit', () => {
    const waiting = new HttpSocketLimiter(2);
    const all = sockets(3);
    for (const socket of all.slice(0, 2)) waiting.add(socket);
    expect(gone(all)).toEqual([false, false, false]);
    for (const socket of all.slice(2)) waiting.add(socket);
    expect(gone(all)).toEqual([true, false, false]);
  });

  it('closes the oldest socket of the address with most, and no other', () => {
    const from = (remoteAddress: string) =>
      Object.assign(new PassThrough(), { remoteAddress, remotePort: 1 });
    const waiting = new HttpSocketLimiter(3);
    const one = from('192.0.2.1');
    const all = [one, ...Array.from({ length: 5 }, (_, i) => from(`2001:db8::${i}`))];
    for (const socket of all) waiting.add(socket);
    expect(gone(all)).toEqual([false, true, false, false, false, false]);
  });

  it('has no limit at 0', () => {
    const waiting = new HttpSocketLimiter(0);
    const all = sockets(3);
    for (const socket of all) waiting.add(socket);
    expect(gone(all)).toEqual([false, false, false]);
  });

  it('counts neither closed nor removed sockets', async () => {
    const waiting = new HttpSocketLimiter(2);
    const all = sockets(4);
    const [closed, taken, ...others] = all as [PassThrough, PassThrough, ...PassThrough[]];
    waiting.add(closed);
    waiting.add(taken);
    closed.destroy();
    await once(closed, 'close');
    waiting.remove(taken);
    for (const socket of others) waiting.add(socket);
    expect(gone(all)).toEqual([true, false, false, false]);
  });

  it('closes all sockets at its end, except removed ones', () => {
    const waiting = new HttpSocketLimiter(10);
    const all = sockets(3);
    for (const socket of all) waiting.add(socket);
    for (const socket of all.slice(0, 1)) waiting.remove(socket);
    waiting.close();
    expect(gone(all)).toEqual([false, true, true]);
  });
});
