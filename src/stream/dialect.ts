import type { Command, Fact } from '../chat';
import type { TooLong } from './connection';

/** Where a connection stands. Moved only by notices. */
export type Stage = 'password' | 'name' | 'in' | 'out';

/**
 * How a client speaks: strings in, strings out, no state. Every text it lets in is cleaned as the command is made.
 */
export interface Dialect {
  readonly name: string;
  /** How many bad names a client may try. */
  readonly tries: number;
  /** What a client sees first. */
  readonly greet: string;
  /** What a client is asked for at a stage, without a newline; empty for nothing. */
  prompt(stage: Stage): string;
  /** The command in a line; undefined when there is none. */
  read(stage: Stage, line: string | TooLong): Command | undefined;
  /** The lines, each ended by a newline, that tell a fact; empty where the dialect doesn't. */
  write(fact: Fact, at: number): string;
  /** What the author of a message hears of it; empty for nothing. */
  own(fact: Fact, at: number): string;
}
