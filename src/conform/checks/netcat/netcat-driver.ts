import { JoinFlow } from '../../client/join-flow';
import { exactly, including, literal } from '../../client/line-matcher';
import { TIME } from '../common/timestamps';
import type { ProtocolDriver } from '../../client/protocol-driver';

/** The prompt that one types behind, as a pattern. The exercise leaves a space at its end open. */
export const promptOf = (name: string): string => `${TIME}\\[${literal(name)}\\]: ?`;

/** Where a name is asked for. A space at the end, or none, is fine: the exercise shows both. */
export const ASKS = /\[ENTER YOUR NAME\]: ?$/;

/** Prompts are not ended: the next line stands behind them. */
const strip = (name: string) => {
  const prompts = new RegExp(`^(\\[ENTER YOUR NAME\\]: ?)*(${promptOf(name)})*`);
  return (line: string): string => line.replace(prompts, '');
};

const introduce = (name: string): string => name;

const say = (text: string): string => text;

/** How one talks to a server of the 01-edu exercise. */
export const netcatDriver = (): ProtocolDriver => ({
  introduce,
  say,
  message: (_, text) => including(text),
  leave: (name) => exactly(`${name} has left our chat...`),
  entrance: new JoinFlow({
    nameLine: introduce,
    say,
    promptPattern: ASKS,
    stripPrompt: strip,
    waitForWelcome: async (client) => {
      const end = new RegExp(`${promptOf(client.name)}$`);
      await client.inbox.until(
        `the prompt [TIME][${client.name}]:`,
        [],
        () => end.test(client.inbox.unread) || undefined,
      );
      client.inbox.clear();
    },
  }),
});
