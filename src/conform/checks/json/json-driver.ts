import { JoinFlow } from '../../client/join-flow';
import type { ProtocolDriver } from '../../client/protocol-driver';
import { object } from './wire';

const introduce = (name: string): string => JSON.stringify({ type: 'enter', name });

const say = (text: string): string => JSON.stringify({ type: 'say', text });

/** How a program talks: an object a line. */
export const jsonDriver = (): ProtocolDriver => ({
  introduce,
  say,
  message: (_, text) => object('said', { text }),
  leave: (name) => object('left', { name }),
  entrance: new JoinFlow({
    nameLine: introduce,
    say,
    promptPattern: /\n$/,
    stripPrompt: () => (line) => line,
    waitForWelcome: (client) => client.expectLine(object('entered', { name: client.name })),
  }),
});
