import type { Client } from './client';
import type { Entrance } from './join-flow';
import type { Sight } from './line-matcher';
import type { Stage } from './context';

/** How one talks to a kind of server: what the rules need that are the same for several kinds. */
export interface Tongue {
  readonly entrance: Entrance;
  /** The line that gives one's name, without its end. */
  readonly introduce: (name: string) => string;
  /** The line that says a text, without its end. */
  readonly say: (text: string) => string;
  /** What the others see of a message; how exactly it is written is for one check to judge. */
  readonly message: (from: string, text: string) => Sight;
  /** What the others see when somebody leaves without a reason. */
  readonly leave: (name: string) => Sight;
}

/** Two of them say and hear a new word. Resolves with the lines that the second got before it. */
export const mark = async (
  tongue: Tongue,
  stage: Stage,
  [from, to]: readonly [Client, Client],
): Promise<readonly string[]> => {
  const word = stage.word();
  from.type(tongue.say(word));
  const { passed } = await to.sees(tongue.message(from.name, word));
  return passed;
};
