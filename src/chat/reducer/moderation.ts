import { toAll, toRoom, toClient } from '../model/audience';
import { clientNetwork } from '../text/client-network';
import { SERVER, type ClientId } from '../model/client-id';
import type { BanTarget, CommandOf, Parting } from '../model/command';
import type { Draft } from './draft';
import { formatDuration } from '../text/duration';
import { removeMatching } from '../model/history';
import type { Message } from '../model/message';
import type { ModerationEvent } from '../model/events';
import { removeClient } from './presence';
import { emitError, ifEntered, ifPresent } from './guards';
import { addressKey, impose, lift, MAX_SANCTIONS, activeSanction, type Sanctions } from '../model/sanctions';
import type { Client } from '../model/state';

/** The author of the action: an operator, or the server itself. */
interface Operator {
  readonly id: ClientId;
  readonly name: string;
}

/** Does something as an operator, or refuses the client that is none. */
export const byOperator =
  <C>(act: (draft: Draft, by: Operator, command: C) => void) =>
  (draft: Draft, id: ClientId, command: C): void => {
    const by = operatorOf(draft, id);
    if (by) act(draft, by, command);
    else emitError(draft, id, 'operators-only', 'only operators may do that');
  };

const operatorOf = (draft: Draft, id: ClientId): Operator | undefined => {
  if (id === SERVER) return { id, name: SERVER };
  const client = draft.client(id);
  return client?.operator ? { id, name: client.name.text } : undefined;
};

const notifyOperators = (
  draft: Draft,
  { id, name: by }: Operator,
  action: ModerationEvent['action'],
  rest: Pick<ModerationEvent, 'whom'> & Partial<ModerationEvent>,
): void => {
  const fact = { kind: 'moderated', seq: draft.seq, action, by, ...rest } as const;
  draft.emit({ kind: 'operators', except: id }, fact);
  // The new operator gets another event.
  if (action !== 'grant') draft.emit(toClient(id), fact);
};

export const grant = (draft: Draft, id: ClientId): void =>
  ifEntered(draft, id, (client) => {
    const { text: name } = client.name;
    if (client.operator) return emitError(draft, id, 'no-change', 'you are already an operator');
    draft.putClient({ ...client, operator: true });
    notifyOperators(draft, { id, name }, 'grant', { whom: name });
    draft.signal(toClient(id), { kind: 'operator' });
    draft.emit(toClient(id), { kind: 'granted' });
  });

export const announce = (draft: Draft, by: Operator, { text }: CommandOf<'announce'>): void => {
  draft.emit(toAll, { kind: 'announced', text });
  if (by.id !== SERVER) notifyOperators(draft, by, 'announce', { whom: 'everybody' });
};

export const kick = (draft: Draft, by: Operator, { name, reason }: CommandOf<'kick'>): void =>
  ifPresent(draft, by.id, name, (client) => {
    const cause = `kicked by ${by.name}${reason === undefined ? '' : `: ${reason}`}`;
    expel(draft, client, 'kicked', { reason: cause, by: by.name });
    notifyOperators(draft, by, 'kick', { whom: client.name.text, ...(reason !== undefined && { reason }) });
  });

const expel = (draft: Draft, client: Client, code: 'kicked' | 'banned', why: Required<Parting>): void => {
  emitError(draft, client.id, code, `you were ${why.reason}`);
  removeClient(draft, client, why, code);
};

export const ban = (draft: Draft, by: Operator, { whom, ms }: CommandOf<'ban'>): void => {
  const shown = targetLabel(whom);
  const bans = addSanction(draft, draft.bans, sanctionKeys(whom), { whom: shown, ms });
  if (!bans) return emitTooManySanctions(draft, by, 'bans');
  draft.bans = bans;
  for (const client of matchingClients(draft, whom))
    expel(draft, client, 'banned', { reason: `banned by ${by.name}`, by: by.name });
  notifyOperators(draft, by, 'ban', { whom: shown, ...optionalDuration(ms) });
};

export const unban = (draft: Draft, by: Operator, { whom }: CommandOf<'unban'>): void => {
  const isOn = activeSanction(draft.bans, sanctionKeys(whom), draft.time) !== undefined;
  if (!isOn) return emitError(draft, by.id, 'nothing', `${targetLabel(whom)} is not banned`);
  draft.bans = lift(draft.bans, sanctionKeys(whom));
  notifyOperators(draft, by, 'unban', { whom: targetLabel(whom) });
};

export const mute = (draft: Draft, by: Operator, { name, ms }: CommandOf<'mute'>): void => {
  const client = draft.findByName(name);
  const whom = client?.name ?? name;
  const mutes = addSanction(draft, draft.mutes, whom.keys, { whom: whom.text, ms });
  if (!mutes) return emitTooManySanctions(draft, by, 'mutes');
  draft.mutes = mutes;
  const time = ms === undefined ? '' : ` for ${formatDuration(ms)}`;
  if (client) emitError(draft, client.id, 'muted', `you are muted by ${by.name}${time}`);
  notifyOperators(draft, by, 'mute', { whom: whom.text, ...optionalDuration(ms) });
};

export const unmute = (draft: Draft, by: Operator, { name }: CommandOf<'unmute'>): void => {
  const whom = draft.findByName(name)?.name ?? name;
  const isOn = activeSanction(draft.mutes, whom.keys, draft.time) !== undefined;
  if (!isOn) return emitError(draft, by.id, 'nothing', `${whom.text} is not muted`);
  draft.mutes = lift(draft.mutes, whom.keys);
  notifyOperators(draft, by, 'unmute', { whom: whom.text });
};

/** Takes messages out of every history: one, by its seq, or all that were said under a name. */
export const deleteMessages = (draft: Draft, by: Operator, { target }: CommandOf<'delete'>): void => {
  const said = typeof target === 'number' ? target : (draft.findByName(target)?.name ?? target).text;
  const isMeant = ({ seq, from }: Message) => seq === said || from === said;
  let count = 0;
  for (const [key, { name, history }] of [...draft.rooms]) {
    const { dropped, history: rest } = removeMatching(history, isMeant);
    if (dropped.length === 0) continue;
    count += dropped.length;
    draft.editRoom(key, name).history = rest;
    draft.emit(toRoom(key), { kind: 'deleted', room: name, seqs: dropped.map(({ seq }) => seq) });
    draft.removeIfEmpty(key);
  }
  // A log may hold what no room remembers any more.
  const older = [...draft.rooms.values()].some(({ history }) => history.lostSeq > 0);
  if (count === 0 && !older) return emitError(draft, by.id, 'nothing', nothingToDelete(said));
  const whom = typeof said === 'number' ? `message ${said}` : said;
  notifyOperators(draft, by, 'delete', { whom, count, target: said });
};

const nothingToDelete = (said: string | number): string =>
  typeof said === 'number' ? `there is no message ${said}` : `there are no messages of ${said}`;

const sanctionKeys = (whom: BanTarget): readonly string[] =>
  whom.kind === 'name' ? whom.name.keys : [addressKey(whom.address)];

const targetLabel = (whom: BanTarget): string => (whom.kind === 'name' ? whom.name.text : whom.address);

/** The connected clients that a ban concerns. Operators are let be where an address is meant: they may share it. */
const matchingClients = (draft: Draft, whom: BanTarget): readonly Client[] => {
  if (whom.kind === 'name') return draft.findConfusable(whom.name);
  return [...draft.clients].filter(
    ({ remote, operator }) => !operator && clientNetwork(remote) === whom.address,
  );
};

const addSanction = (
  { time }: Draft,
  sanctions: Sanctions,
  keys: readonly string[],
  { whom, ms }: { readonly whom: string; readonly ms: number | undefined },
): Sanctions | undefined =>
  impose(sanctions, keys, ms === undefined ? { whom } : { whom, until: time + ms }, time);

const optionalDuration = (ms: number | undefined): { readonly ms?: number } =>
  ms === undefined ? {} : { ms };

const emitTooManySanctions = (draft: Draft, { id }: Operator, what: string): void =>
  emitError(draft, id, 'too-many', `there are already ${MAX_SANCTIONS} ${what}: lift one first`);
