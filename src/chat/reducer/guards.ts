import { toClient } from '../model/audience';
import type { ClientId } from '../model/client-id';
import type { Draft } from './draft';
import { formatDuration } from '../text/duration';
import type { Name } from '../text/name';
import type { ErrorReplyCode } from '../model/events';
import { activeSanction, type Sanction } from '../model/sanctions';
import type { Client } from '../model/state';

/** Answers a client with the error of its command. */
export const emitError = (draft: Draft, id: ClientId, code: ErrorReplyCode, text: string): void =>
  draft.emit(toClient(id), { kind: 'refused', code, text });

/** The client, if it has entered; otherwise it gets a refusal. Its last commands may come after its leave: no room hears of them. */
const enteredClient = (draft: Draft, id: ClientId): Client | undefined => {
  const client = draft.client(id);
  if (!client) emitError(draft, id, 'not-entered', 'enter a name first');
  return client;
};

/** The client, if others may hear it; otherwise it gets a refusal. */
export const speaker = (draft: Draft, id: ClientId): Client | undefined => {
  const client = enteredClient(draft, id);
  const mute = client && activeMute(draft, client);
  if (!mute) return client;
  emitError(draft, id, 'muted', `you are muted ${describeRemaining(mute, draft.time)}`);
  return undefined;
};

export const ifEntered = (draft: Draft, id: ClientId, then: (client: Client) => void): void => {
  const client = enteredClient(draft, id);
  if (client) then(client);
};

export const ifNotMuted = (draft: Draft, id: ClientId, then: (client: Client) => void): void => {
  const client = speaker(draft, id);
  if (client) then(client);
};

/** Requires a client with that name. */
export const ifPresent = (draft: Draft, id: ClientId, name: Name, then: (client: Client) => void): void => {
  const client = draft.findByName(name);
  if (client) then(client);
  else emitError(draft, id, 'nobody', `no user has the name ${name.text}`);
};

export const activeMute = (draft: Draft, { name }: Client): Sanction | undefined =>
  activeSanction(draft.mutes, name.keys, draft.time);

/** How long a sanction still lasts. */
export const describeRemaining = ({ until }: Sanction, time: number): string =>
  until === undefined ? 'permanently' : `for another ${formatDuration(Math.max(1000, until - time))}`;
