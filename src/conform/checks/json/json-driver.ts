import { Entrance } from '../../client/join-flow';
import type { Tongue } from '../../client/protocol-driver';
import { object } from './wire';

const introduce = (name: string): string => JSON.stringify({ type: 'enter', name });

const say = (text: string): string => JSON.stringify({ type: 'say', text });

/** How a program talks: an object a line. */
export const jsonTongue = (): Tongue => ({
  introduce,
  say,
  message: (_, text) => object('said', { text }),
  leave: (name) => object('left', { name }),
  entrance: new Entrance({
    introduce,
    say,
    asks: /\n$/,
    strip: () => (line) => line,
    welcomed: (client) => client.sees(object('entered', { name: client.name })),
  }),
});
