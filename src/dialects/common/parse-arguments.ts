import { parseAddress, parseDuration, parseName, type Name, type BanTarget } from '../../chat';
import type { DialectCommand } from '../../stream';
import { errorReply } from './replies';

/** The command for the name in a text, or why it is none. */
export const withName = (
  raw: string,
  usage: string,
  then: (name: Name) => DialectCommand,
): DialectCommand => {
  if (raw.trim() === '') return errorReply(`a name is missing: ${usage}`);
  const parsed = parseName(raw);
  return parsed.kind === 'name' ? then(parsed.name) : errorReply(parsed.reason, 'bad-name');
};

/** The same for a name or an address; what can be an address is one. */
export const withTarget = (
  raw: string,
  usage: string,
  then: (whom: BanTarget) => DialectCommand,
): DialectCommand => {
  const address = parseAddress(raw);
  return address === undefined
    ? withName(raw, usage, (name) => then({ kind: 'name', name }))
    : then({ kind: 'address', address });
};

/** The same for a duration that need not be given. */
export const withDuration = (
  raw: string,
  then: (lasting: { readonly ms?: number }) => DialectCommand,
): DialectCommand => {
  const text = raw.trim();
  if (text === '') return then({});
  const ms = parseDuration(text);
  return ms === undefined
    ? errorReply('a duration is like 30s, 10m, 2h or 7d, at most ten years')
    : then({ ms });
};
