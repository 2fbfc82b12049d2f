import { SERVER, type ClientId } from '../model/client-id';
import type { Command, CommandOf, Correlated, ReadCommand, WriteCommand } from '../model/command';
import type { Draft } from './draft';
import { emitError } from './guards';
import { say, sendPrivate, setTopic, talk } from './messages';
import { announce, ban, byOperator, deleteMessages, grant, kick, mute, unban, unmute } from './moderation';
import { end, enter, join, leave, removeAll, rename, resumeSession } from './presence';
import {
  emitReply,
  listMembers,
  listRooms,
  listSanctions,
  replyHistory,
  replyTopic,
  resolveIgnored,
} from './queries';

type Apply<C> = (draft: Draft, client: ClientId, command: C) => void;

/** One kind of command: how the parts of the chat treat it, and what it does. */
export interface CommandDefinition<C = Command> {
  /** `write`: the journal makes an entry of it. `read`: it is answered from the state at its place, and changes nothing. */
  readonly access: 'read' | 'write';
  /** The makers of the command: a dialect, from a line of a client; the session of a client; the server, or its journal. */
  readonly madeBy: 'dialect' | 'session' | 'server';
  /** Whether it may wait while the server is busy, such as a join. @default false */
  readonly isDeferrable?: boolean;
  /** Whether the next line of its client waits for the reply. A read command always does. @default false */
  readonly awaitsReply?: boolean;
  /** The field with words of its author that others read. @default none */
  readonly authored?: 'none' | 'text' | 'reason';
  /** The bytes that it adds to the tapes, or to the replies of its client: nothing, a line, or a line and its text. @default a line */
  readonly size?: 'none' | 'line' | 'text';
  /** Applies it to the draft of the next state. */
  readonly apply: Apply<C>;
}

type Definitions = { readonly [Kind in Command['kind']]: CommandDefinition<CommandOf<Kind>> };

const byServer =
  <C>(apply: Apply<C>): Apply<C> =>
  (draft, id, command) =>
    id === SERVER
      ? apply(draft, id, command)
      : emitError(draft, id, 'operators-only', 'only the server may do that');

const noop = (): void => undefined;

/** All commands. The compiler asks for an entry here for each kind of `Command`. */
export const COMMANDS: Definitions = {
  enter: {
    access: 'write',
    madeBy: 'dialect',
    isDeferrable: true,
    awaitsReply: true,
    size: 'none',
    apply: enter,
  },
  resume: { access: 'write', madeBy: 'session', isDeferrable: true, size: 'none', apply: resumeSession },
  leave: {
    access: 'write',
    madeBy: 'dialect',
    isDeferrable: true,
    authored: 'reason',
    size: 'none',
    apply: leave,
  },
  part: { access: 'read', madeBy: 'session', isDeferrable: true, size: 'none', apply: end },
  join: { access: 'write', madeBy: 'dialect', isDeferrable: true, awaitsReply: true, apply: join },
  rename: { access: 'write', madeBy: 'dialect', awaitsReply: true, apply: rename },

  say: { access: 'write', madeBy: 'dialect', authored: 'text', size: 'text', apply: say },
  talk: { access: 'write', madeBy: 'session', size: 'text', apply: talk },
  act: { access: 'write', madeBy: 'dialect', authored: 'text', size: 'text', apply: say },
  tell: { access: 'write', madeBy: 'dialect', authored: 'text', size: 'text', apply: sendPrivate },
  withheld: { access: 'write', madeBy: 'server', apply: noop },
  topic: { access: 'write', madeBy: 'dialect', authored: 'text', size: 'text', apply: setTopic },

  grant: { access: 'write', madeBy: 'session', apply: grant },
  announce: { access: 'write', madeBy: 'dialect', authored: 'text', apply: byOperator(announce) },
  kick: { access: 'write', madeBy: 'dialect', authored: 'reason', apply: byOperator(kick) },
  ban: { access: 'write', madeBy: 'dialect', apply: byOperator(ban) },
  unban: { access: 'write', madeBy: 'dialect', apply: byOperator(unban) },
  mute: { access: 'write', madeBy: 'dialect', apply: byOperator(mute) },
  unmute: { access: 'write', madeBy: 'dialect', apply: byOperator(unmute) },
  delete: { access: 'write', madeBy: 'dialect', apply: byOperator(deleteMessages) },

  'remove-all': { access: 'write', madeBy: 'server', apply: byServer(removeAll) },
  'set-limits': {
    access: 'write',
    madeBy: 'server',
    apply: byServer((draft, _, { limits }) => void (draft.limits = limits)),
  },
  clock: { access: 'write', madeBy: 'server', apply: byServer(noop) },

  who: { access: 'read', madeBy: 'dialect', apply: listMembers },
  rooms: { access: 'read', madeBy: 'dialect', apply: listRooms },
  'ask-topic': { access: 'read', madeBy: 'dialect', apply: replyTopic },
  history: { access: 'read', madeBy: 'dialect', apply: replyHistory },
  ignore: { access: 'read', madeBy: 'dialect', apply: resolveIgnored },
  sanctions: { access: 'read', madeBy: 'dialect', apply: listSanctions },
  reply: { access: 'read', madeBy: 'dialect', apply: emitReply },
};

/** Of a kind that this version does not have, such as one of a later version in a log: the command does nothing. */
const UNKNOWN: Required<CommandDefinition<never>> = {
  access: 'write',
  madeBy: 'server',
  isDeferrable: false,
  awaitsReply: false,
  authored: 'none',
  size: 'line',
  apply: noop,
};

/**
 * The definitions with all their fields, in one order: V8 knows then where a field is. A field that only some have costs
 * several times as much, since V8 looks for it on the prototypes.
 */
const COMPLETE = new Map<string, Required<CommandDefinition<never>>>(
  Object.entries<CommandDefinition<never>>(COMMANDS).map(([kind, definition]) => [
    kind,
    { ...UNKNOWN, ...definition },
  ]),
);

/** How a kind of command is treated. */
export const definitionOf = ({ kind }: Command): Required<CommandDefinition> =>
  (COMPLETE.get(kind) ?? UNKNOWN) as Required<CommandDefinition>;

/** Whether a command changes nothing. */
export const isReadCommand = (command: Command): command is ReadCommand & Correlated =>
  definitionOf(command).access === 'read';

/** The kinds that the journal makes entries of. */
export const WRITE_KINDS = (Object.keys(COMMANDS) as Command['kind'][]).filter(
  (kind): kind is WriteCommand['kind'] => COMMANDS[kind].access === 'write',
);

/** The words of its author that others read of a command. */
export const authoredText = (command: Command): string | undefined => {
  const { authored } = definitionOf(command);
  return authored === 'none'
    ? undefined
    : (command as { readonly text?: string; readonly reason?: string })[authored];
};
