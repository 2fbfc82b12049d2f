import type { Credential, DialectCommand } from '../../stream';

/** A command that people type: a line that begins with `/`. */
export interface ChatCommand {
  readonly usage: string;
  readonly help: string;
  /** The command, from what stands behind its name. */
  readonly read: (rest: string) => DialectCommand | Credential;
}
