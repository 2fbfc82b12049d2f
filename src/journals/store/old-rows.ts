import { redactedEntry, type Entry } from '../../chat';

type Fields = Readonly<Record<string, unknown>>;
type Names = Readonly<Record<string, string>>;

/** Rows of an older rx-chat, with the names of today. Rows with these names are unchanged. */
const renamed = (fields: Fields, names: Names): Fields =>
  Object.keys(names).some((name) => Object.hasOwn(fields, name))
    ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [newName(name, names), value]))
    : fields;

const newName = (name: string, names: Names): string =>
  (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;

/** Whether it has fields: a row that makes no sense is left for who reads it. */
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An entry as formats 1 and 2 have it. Format 1 kept who told whom, and when; the time is in the states that it kept, so
 * the entry is reduced with it.
 */
export const currentEntry = (entry: Entry): Entry => {
  const old: unknown = (entry as Partial<Entry> | null)?.command;
  if (!isObject(old)) return entry;
  if (old.kind === 'tell') return { ...redactedEntry(entry.seq), at: entry.at };
  const command = currentCommand(old);
  return command === old ? entry : { ...entry, command: command as unknown as Entry['command'] };
};

const currentCommand = (command: Fields): Fields => {
  switch (command.kind) {
    case 'enter':
      return renamed(command, { token: 'resumeTokenHash' });
    case 'resume':
      return renamed(command, { word: 'tokenHash', token: 'nextTokenHash' });
    case 'vacate':
      return { ...command, kind: 'remove-all' };
    case 'limit':
      return { ...command, kind: 'set-limits' };
    default:
      return command;
  }
};

interface StateRow {
  readonly key: readonly unknown[];
  readonly value: unknown;
}

const KEYS: Names = { resume: 'resume-point', spoke: 'last-message' };

/** A row of a state as formats 1 and 2 have it. */
export const currentStateRow = ({ key: [what, ...rest], value }: StateRow): StateRow => {
  const name = newName(String(what), KEYS);
  return { key: [name, ...rest], value: currentValue(name, value) };
};

const currentValue = (name: string, value: unknown): unknown => {
  if (name === 'resume-point' && Array.isArray(value)) return value.map(currentPoint);
  if (!isObject(value)) return value;
  if (name === 'client') return renamed(value, { token: 'resumeTokenHash' });
  if (name === 'room') return renamed(value, { lost: 'lostSeq' });
  return name === 'state' ? renamed(value, { lost: 'evictedSeq' }) : value;
};

/** The second of a hash and what it stands for. */
const currentPoint = (part: unknown): unknown =>
  isObject(part) ? renamed(part, { seen: 'lastOwnSeq', left: 'leftSeq', until: 'expiresAt' }) : part;
