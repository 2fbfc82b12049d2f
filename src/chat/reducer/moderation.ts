import { toAll, toRoom, toClient } from '../model/audience';
import { clientNetwork } from '../text/client-network';
import { SERVER, type ClientId } from '../model/client-id';
import type { Moderation, WriteCommand, Parting, BanTarget } from '../model/command';
import type { Draft } from './draft';
import { formatDuration } from '../text/duration';
import { removeMatching } from '../model/history';
import type { Message } from '../model/message';
import type { Name } from '../text/name';
import type { ModerationEvent } from '../model/events';
import { removeClient } from './presence';
import { emitError, ifEntered, ifPresent } from './guards';
import { addressKey, impose, lift, MAX_SANCTIONS, activeSanction, type Sanctions } from '../model/sanctions';
import type { Client } from '../model/state';

type CommandOf<Kind extends WriteCommand['kind']> = WriteCommand & { readonly kind: Kind };

/** Who acts: an operator, or the server itself. */
interface Operator {
  readonly id: ClientId;
  readonly name: string;
}

/** Does what only operators may, and tells all of them who did it. */
export const moderate = (draft: Draft, id: ClientId, order: Moderation | CommandOf<'grant'>): void => {
  if (order.kind === 'grant') return ifEntered(draft, id, (client) => grant(draft, client));
  const by = operatorOf(draft, id);
  if (!by) return emitError(draft, id, 'operators-only', 'only operators may do that');
  switch (order.kind) {
    case 'announce':
      return announce(draft, by, order.text);
    case 'kick':
      return ifPresent(draft, id, order.name, (client) => kick(draft, by, client, order.reason));
    case 'ban':
      return ban(draft, by, order);
    case 'unban':
      return unban(draft, by, order.whom);
    case 'mute':
      return mute(draft, by, order);
    case 'unmute':
      return unmute(draft, by, order.name);
    case 'delete':
      return deleteMessages(draft, by, order.target);
  }
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
  // Who became an operator is told so in other words.
  if (action !== 'grant') draft.emit(toClient(id), fact);
};

const grant = (draft: Draft, client: Client): void => {
  const { id, name } = client;
  if (client.operator) return emitError(draft, id, 'no-change', 'you are an operator already');
  draft.putClient({ ...client, operator: true });
  notifyOperators(draft, { id, name: name.text }, 'grant', { whom: name.text });
  draft.signal(toClient(id), { kind: 'operator' });
  draft.emit(toClient(id), { kind: 'granted' });
};

const announce = (draft: Draft, by: Operator, text: string): void => {
  draft.emit(toAll, { kind: 'announced', text });
  if (by.id !== SERVER) notifyOperators(draft, by, 'announce', { whom: 'everybody' });
};

const kick = (draft: Draft, by: Operator, client: Client, reason: string | undefined): void => {
  const cause = `kicked by ${by.name}${reason === undefined ? '' : `: ${reason}`}`;
  expel(draft, client, 'kicked', { reason: cause, by: by.name });
  notifyOperators(draft, by, 'kick', { whom: client.name.text, ...(reason !== undefined && { reason }) });
};

const expel = (draft: Draft, client: Client, code: 'kicked' | 'banned', why: Required<Parting>): void => {
  emitError(draft, client.id, code, `you were ${why.reason}`);
  removeClient(draft, client, why, code);
};

const ban = (draft: Draft, by: Operator, { whom, ms }: CommandOf<'ban'>): void => {
  const shown = targetLabel(whom);
  const bans = addSanction(draft, draft.bans, sanctionKeys(whom), { whom: shown, ms });
  if (!bans) return emitTooManySanctions(draft, by, 'bans');
  draft.bans = bans;
  for (const client of matchingClients(draft, whom))
    expel(draft, client, 'banned', { reason: `banned by ${by.name}`, by: by.name });
  notifyOperators(draft, by, 'ban', { whom: shown, ...optionalDuration(ms) });
};

const unban = (draft: Draft, by: Operator, whom: BanTarget): void => {
  const isOn = activeSanction(draft.bans, sanctionKeys(whom), draft.time) !== undefined;
  if (!isOn) return emitError(draft, by.id, 'nothing', `${targetLabel(whom)} is not banned`);
  draft.bans = lift(draft.bans, sanctionKeys(whom));
  notifyOperators(draft, by, 'unban', { whom: targetLabel(whom) });
};

const mute = (draft: Draft, by: Operator, { name, ms }: CommandOf<'mute'>): void => {
  const client = draft.findByName(name);
  const whom = client?.name ?? name;
  const mutes = addSanction(draft, draft.mutes, whom.keys, { whom: whom.text, ms });
  if (!mutes) return emitTooManySanctions(draft, by, 'mutes');
  draft.mutes = mutes;
  const time = ms === undefined ? '' : ` for ${formatDuration(ms)}`;
  if (client) emitError(draft, client.id, 'muted', `you are muted by ${by.name}${time}`);
  notifyOperators(draft, by, 'mute', { whom: whom.text, ...optionalDuration(ms) });
};

const unmute = (draft: Draft, by: Operator, name: Name): void => {
  const whom = draft.findByName(name)?.name ?? name;
  const isOn = activeSanction(draft.mutes, whom.keys, draft.time) !== undefined;
  if (!isOn) return emitError(draft, by.id, 'nothing', `${whom.text} is not muted`);
  draft.mutes = lift(draft.mutes, whom.keys);
  notifyOperators(draft, by, 'unmute', { whom: whom.text });
};

/** Takes messages out of every history: one, by its seq, or all that were said under a name. */
const deleteMessages = (draft: Draft, by: Operator, target: Name | number): void => {
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
  if (count === 0 && !older)
    return emitError(draft, by.id, 'nothing', `no history has ${deletedLabel(said)}`);
  const whom = typeof said === 'number' ? `message ${said}` : said;
  notifyOperators(draft, by, 'delete', { whom, count, target: said });
};

const deletedLabel = (said: string | number): string =>
  typeof said === 'number' ? `a message ${said}` : `messages of ${said}`;

const sanctionKeys = (whom: BanTarget): readonly string[] =>
  whom.kind === 'name' ? whom.name.keys : [addressKey(whom.address)];

const targetLabel = (whom: BanTarget): string => (whom.kind === 'name' ? whom.name.text : whom.address);

/** Who is here and meant by a ban. Operators are let be where an address is meant: they may share it. */
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
  emitError(draft, id, 'too-many', `there are ${MAX_SANCTIONS} ${what} already: lift some`);
