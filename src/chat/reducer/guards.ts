import { only } from '../model/audience';
import type { ClientId } from '../model/client-id';
import type { Draft } from './draft';
import { formatDuration } from '../text/duration';
import type { Name } from '../text/name';
import type { RefusalCode } from '../model/events';
import { sanctionOn, type Sanction } from '../model/sanctions';
import type { Client } from '../model/state';

/** Tells a client why its command is not carried out. */
export const refuse = (draft: Draft, id: ClientId, code: RefusalCode, text: string): void =>
  draft.tell(only(id), { kind: 'refused', code, text });

/** Who has left, or never entered, orders nothing. Its last commands may still be on their way; nobody hears of that. */
export const withClient = (draft: Draft, id: ClientId, then: (client: Client) => void): void => {
  const client = draft.client(id);
  if (client) then(client);
  else refuse(draft, id, 'not-entered', 'give a name first');
};

/** The same for what others would hear: who is muted is told so instead. */
export const withVoice = (draft: Draft, id: ClientId, then: (client: Client) => void): void =>
  withClient(draft, id, (client) => {
    const mute = muteOn(draft, client);
    if (mute) refuse(draft, id, 'muted', `you are muted ${howLong(mute, draft.time)}`);
    else then(client);
  });

/** For what somebody with that name has to be there. */
export const withNamed = (draft: Draft, id: ClientId, name: Name, then: (client: Client) => void): void => {
  const client = draft.named(name);
  if (client) then(client);
  else refuse(draft, id, 'nobody', `there is nobody here with the name ${name.text}`);
};

export const muteOn = (draft: Draft, { name }: Client): Sanction | undefined =>
  sanctionOn(draft.mutes, name.keys, draft.time);

/** How long a sanction still lasts. */
export const howLong = ({ until }: Sanction, time: number): string =>
  until === undefined ? 'for good' : `for another ${formatDuration(Math.max(1000, until - time))}`;
