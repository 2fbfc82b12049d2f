import type { Client } from './client';
import type { JoinFlow } from './join-flow';
import type { LineMatcher } from './line-matcher';
import type { CheckContext } from './context';

/** How one talks to a kind of server: what the rules need that are the same for several kinds. */
export interface ProtocolDriver {
  readonly entrance: JoinFlow;
  /** The line that gives one's name, without its end. */
  readonly introduce: (name: string) => string;
  /** The line that says a text, without its end. */
  readonly say: (text: string) => string;
  /** The form of a message for the others; one check tests the exact form. */
  readonly message: (from: string, text: string) => LineMatcher;
  /** The line for the others after a leave without a reason. */
  readonly leave: (name: string) => LineMatcher;
}

/** Two of them say and hear a new word. Resolves with the lines that the second got before it. */
export const exchangeMarker = async (
  tongue: ProtocolDriver,
  stage: CheckContext,
  [from, to]: readonly [Client, Client],
): Promise<readonly string[]> => {
  const word = stage.uniqueText();
  from.send(tongue.say(word));
  const { skipped } = await to.expectLine(tongue.message(from.name, word));
  return skipped;
};
