import { JoinFlow } from '../../client/join-flow';
import { including, matching, startingWith, type LineMatcher } from '../../client/line-matcher';
import type { ProtocolDriver } from '../../client/protocol-driver';

const introduce = (name: string): string => name;

const say = (text: string): string => text;

/** The list that a newcomer gets: the problem leaves its words open, but not its first character. */
export const LIST = matching('a line that begins with * and lists who is there', /^\*/);

/** The line for the others at a join or a leave: a line that begins with `*` and has the name in it. */
export const announces = (name: string): LineMatcher => startingWith('*', name);

/** How one talks to a server of Protohackers problem 3. */
export const budgetDriver = (): ProtocolDriver => ({
  introduce,
  say,
  message: (_, text) => including(text),
  leave: announces,
  entrance: new JoinFlow({
    nameLine: introduce,
    say,
    promptPattern: /\n$/,
    stripPrompt: () => (line) => line,
    waitForWelcome: (client) => client.expectLine(LIST),
  }),
});
