import { ChatError } from '../../chat';
import { COMMANDS } from '../../chat/reducer/commands';
import type { Credential, Dialect, DialectCommand } from '../contracts/dialect';

type DialectResult = DialectCommand | Credential;

/** Nothing that an object inherits is `true`. */
type Kinds = Readonly<Record<string, true | undefined>>;

const CREDENTIAL_KINDS: Readonly<Record<Credential['kind'], true>> = {
  password: true,
  'operator-secret': true,
  'resume-token': true,
};

export const isCredential = (asked: DialectResult): asked is Credential =>
  (CREDENTIAL_KINDS as Kinds)[asked.kind] === true;

/** Whether the type allows it, also in the fields that could impersonate another client. */
const isAllowed = (asked: DialectResult): boolean => {
  if (asked.kind === 'password') return asked.thenCommand === undefined || isCommand(asked.thenCommand);
  return isCredential(asked) || isCommand(asked);
};

interface Fields {
  readonly kind: string;
  readonly remote?: unknown;
  readonly resumeTokenHash?: unknown;
  readonly by?: unknown;
}

const isCommand = (command: DialectCommand): boolean => {
  const { kind, remote, resumeTokenHash, by }: Fields = command;
  const isKnown = Object.hasOwn(COMMANDS, kind) && COMMANDS[command.kind].madeBy === 'dialect';
  return isKnown && remote === undefined && resumeTokenHash === undefined && by === undefined;
};

/** The value that a dialect has returned. Throws if it may not: a dialect in plain JavaScript has met no compiler. */
export const checkDialectResult = (
  { name }: Dialect,
  asked: DialectResult | undefined,
): DialectResult | undefined => {
  if (!asked || isAllowed(asked)) return asked;
  throw new ChatError(
    'RX_CHAT_DIALECT',
    `the dialect ${name} returned a command that no dialect may: ${asked.kind}`,
  );
};
