import { JoinFlow } from '../../client/join-flow';
import { exactly, including, startingWith } from '../../client/line-matcher';
import type { ProtocolDriver } from '../../client/protocol-driver';

/** Where a name is asked for. */
export const PROMPT = '[ENTER YOUR NAME]: ';

/** The prompt, at the end of what is there. */
export const ASKS = /(^|\n)\[ENTER YOUR NAME\]: $/;

const introduce = (name: string): string => name;

const say = (text: string): string => text;

const strip = (line: string): string => {
  let rest = line;
  while (rest.startsWith(PROMPT)) rest = rest.slice(PROMPT.length);
  return rest;
};

/** How one talks to a server for a bare `nc`. */
export const chatDriver = (): ProtocolDriver => ({
  introduce,
  say,
  message: (_, text) => including(text),
  leave: (name) => exactly(`${name} has left the chat`),
  entrance: new JoinFlow({
    nameLine: introduce,
    say,
    promptPattern: ASKS,
    stripPrompt: () => strip,
    waitForWelcome: (client) => client.expectLine(startingWith(`* welcome, ${client.name}`)),
  }),
});
