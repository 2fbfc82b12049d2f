import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { respondWithoutUpgrade } from '../../src/http-server/ignore-upgrade';

/** That of a client that takes nothing. */
class Stuck extends Socket {
  override _write(): void {
    return;
  }
}

describe('respondWithoutUpgrade', () => {
  it('handles the error of a client that is gone before its response', () => {
    const socket = new Stuck();
    respondWithoutUpgrade((_, response) => response.end('ok'), new IncomingMessage(socket));
    expect(() => socket.emit('error', new Error('reset'))).not.toThrow();
    expect(socket.destroyed).toBe(true);
  });
});
