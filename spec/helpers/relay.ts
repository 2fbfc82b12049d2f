import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be broken as networks break. */
export interface Relay {
  readonly port: number;
  /** Ends all that goes through it, and takes nothing new until `mend`. */
  readonly cut: () => void;
  readonly mend: () => void;
  /** Lets nothing back from the server any more, over the ways there are. */
  readonly mute: () => void;
  readonly close: () => void;
}

/** Passes on to a port of this machine what comes, and back what is answered. */
export const relayTo = async (target: number): Promise<Relay> => {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        pairs.delete(pair);
        pair.forEach((each) => each.destroy());
      });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const drop = () => pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      drop();
    },
    mend: () => (isCut = false),
    mute: () =>
      pairs.forEach(([near, far]) => {
        far.unpipe(near);
        far.resume();
      }),
    close: () => {
      server.close();
      drop();
    },
  };
};
