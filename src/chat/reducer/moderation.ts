import { everybody, inRoom, only } from '../model/audience';
import { addressOf } from '../text/client-network';
import { SERVER, type ClientId } from '../model/client-id';
import type { Moderation, Order, Parting, Whom } from '../model/command';
import type { Draft } from './draft';
import { formatDuration } from '../text/duration';
import { without } from '../model/history';
import type { Message } from '../model/message';
import type { Name } from '../text/name';
import type { Moderated } from '../model/events';
import { showOut } from './presence';
import { refuse, withClient, withNamed } from './guards';
import { addressKey, impose, lift, MAX_SANCTIONS, sanctionOn, type Sanctions } from '../model/sanctions';
import type { Client } from '../model/state';

type Ordered<Kind extends Order['kind']> = Order & { readonly kind: Kind };

/** Who acts: an operator, or the server itself. */
interface Operator {
  readonly id: ClientId;
  readonly name: string;
}

/** Does what only operators may, and tells all of them who did it. */
export const moderate = (draft: Draft, id: ClientId, order: Moderation | Ordered<'grant'>): void => {
  if (order.kind === 'grant') return withClient(draft, id, (client) => grant(draft, client));
  const by = operatorOf(draft, id);
  if (!by) return refuse(draft, id, 'operators-only', 'only operators may do that');
  switch (order.kind) {
    case 'announce':
      return announce(draft, by, order.text);
    case 'kick':
      return withNamed(draft, id, order.name, (client) => kick(draft, by, client, order.reason));
    case 'ban':
      return ban(draft, by, order);
    case 'unban':
      return unban(draft, by, order.whom);
    case 'mute':
      return mute(draft, by, order);
    case 'unmute':
      return unmute(draft, by, order.name);
    case 'delete':
      return remove(draft, by, order.target);
  }
};

const operatorOf = (draft: Draft, id: ClientId): Operator | undefined => {
  if (id === SERVER) return { id, name: SERVER };
  const client = draft.client(id);
  return client?.operator ? { id, name: client.name.text } : undefined;
};

const report = (
  draft: Draft,
  { id, name: by }: Operator,
  action: Moderated['action'],
  rest: Pick<Moderated, 'whom'> & Partial<Moderated>,
): void => {
  const fact = { kind: 'moderated', seq: draft.seq, action, by, ...rest } as const;
  draft.tell({ kind: 'operators', except: id }, fact);
  // Who became an operator is told so in other words.
  if (action !== 'grant') draft.tell(only(id), fact);
};

const grant = (draft: Draft, client: Client): void => {
  const { id, name } = client;
  if (client.operator) return refuse(draft, id, 'no-change', 'you are an operator already');
  draft.putClient({ ...client, operator: true });
  report(draft, { id, name: name.text }, 'grant', { whom: name.text });
  draft.tell(only(id), { kind: 'granted' });
};

const announce = (draft: Draft, by: Operator, text: string): void => {
  draft.tell(everybody, { kind: 'announced', text });
  if (by.id !== SERVER) report(draft, by, 'announce', { whom: 'everybody' });
};

const kick = (draft: Draft, by: Operator, client: Client, reason: string | undefined): void => {
  const cause = `kicked by ${by.name}${reason === undefined ? '' : `: ${reason}`}`;
  expel(draft, client, 'kicked', { reason: cause, by: by.name });
  report(draft, by, 'kick', { whom: client.name.text, ...(reason !== undefined && { reason }) });
};

const expel = (draft: Draft, client: Client, code: 'kicked' | 'banned', why: Required<Parting>): void => {
  refuse(draft, client.id, code, `you were ${why.reason}`);
  showOut(draft, client, why);
};

const ban = (draft: Draft, by: Operator, { whom, ms }: Ordered<'ban'>): void => {
  const shown = shownOf(whom);
  const bans = imposed(draft, draft.bans, keysOf(whom), { whom: shown, ms });
  if (!bans) return refuseMore(draft, by, 'bans');
  draft.bans = bans;
  for (const client of hitBy(draft, whom))
    expel(draft, client, 'banned', { reason: `banned by ${by.name}`, by: by.name });
  report(draft, by, 'ban', { whom: shown, ...lasting(ms) });
};

const unban = (draft: Draft, by: Operator, whom: Whom): void => {
  const isOn = sanctionOn(draft.bans, keysOf(whom), draft.time) !== undefined;
  if (!isOn) return refuse(draft, by.id, 'nothing', `${shownOf(whom)} is not banned`);
  draft.bans = lift(draft.bans, keysOf(whom));
  report(draft, by, 'unban', { whom: shownOf(whom) });
};

const mute = (draft: Draft, by: Operator, { name, ms }: Ordered<'mute'>): void => {
  const client = draft.named(name);
  const whom = client?.name ?? name;
  const mutes = imposed(draft, draft.mutes, whom.keys, { whom: whom.text, ms });
  if (!mutes) return refuseMore(draft, by, 'mutes');
  draft.mutes = mutes;
  const time = ms === undefined ? '' : ` for ${formatDuration(ms)}`;
  if (client) refuse(draft, client.id, 'muted', `you are muted by ${by.name}${time}`);
  report(draft, by, 'mute', { whom: whom.text, ...lasting(ms) });
};

const unmute = (draft: Draft, by: Operator, name: Name): void => {
  const whom = draft.named(name)?.name ?? name;
  const isOn = sanctionOn(draft.mutes, whom.keys, draft.time) !== undefined;
  if (!isOn) return refuse(draft, by.id, 'nothing', `${whom.text} is not muted`);
  draft.mutes = lift(draft.mutes, whom.keys);
  report(draft, by, 'unmute', { whom: whom.text });
};

/** Takes messages out of every history: one, by its seq, or all that were said under a name. */
const remove = (draft: Draft, by: Operator, target: Name | number): void => {
  const said = typeof target === 'number' ? target : (draft.named(target)?.name ?? target).text;
  const isMeant = ({ seq, from }: Message) => seq === said || from === said;
  let count = 0;
  for (const [key, { name, history }] of [...draft.rooms]) {
    const { dropped, history: rest } = without(history, isMeant);
    if (dropped.length === 0) continue;
    count += dropped.length;
    draft.editRoom(key, name).history = rest;
    draft.tell(inRoom(key), { kind: 'deleted', room: name, seqs: dropped.map(({ seq }) => seq) });
    draft.dropIfVoid(key);
  }
  // A log may hold what no room remembers any more.
  const older = [...draft.rooms.values()].some(({ history }) => history.lostSeq > 0);
  if (count === 0 && !older) return refuse(draft, by.id, 'nothing', `no history has ${describe(said)}`);
  const whom = typeof said === 'number' ? `message ${said}` : said;
  report(draft, by, 'delete', { whom, count, target: said });
};

const describe = (said: string | number): string =>
  typeof said === 'number' ? `a message ${said}` : `messages of ${said}`;

const keysOf = (whom: Whom): readonly string[] =>
  whom.kind === 'name' ? whom.name.keys : [addressKey(whom.address)];

const shownOf = (whom: Whom): string => (whom.kind === 'name' ? whom.name.text : whom.address);

/** Who is here and meant by a ban. Operators are let be where an address is meant: they may share it. */
const hitBy = (draft: Draft, whom: Whom): readonly Client[] => {
  if (whom.kind === 'name') return draft.alike(whom.name);
  return [...draft.clients].filter(({ remote, operator }) => !operator && addressOf(remote) === whom.address);
};

const imposed = (
  { time }: Draft,
  sanctions: Sanctions,
  keys: readonly string[],
  { whom, ms }: { readonly whom: string; readonly ms: number | undefined },
): Sanctions | undefined =>
  impose(sanctions, keys, ms === undefined ? { whom } : { whom, until: time + ms }, time);

const lasting = (ms: number | undefined): { readonly ms?: number } => (ms === undefined ? {} : { ms });

const refuseMore = (draft: Draft, { id }: Operator, what: string): void =>
  refuse(draft, id, 'too-many', `there are ${MAX_SANCTIONS} ${what} already: lift some`);
