import type { VNode } from 'preact';
import type { RoomInfo } from '../protocol/server-messages';
import { formText } from './form-text';

interface RoomsProps {
  readonly rooms: readonly RoomInfo[];
  readonly here: string;
  readonly join: (room: string) => void;
  readonly refresh: () => void;
}

/** The longest list that is shown. */
const MAX_LISTED_ROOMS = 200;

/** The rooms there are, and a field for one that is not yet. */
export const Rooms = ({ rooms, here, join, refresh }: RoomsProps): VNode => {
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const room = formText(new FormData(form), 'other').trim();
    if (room === '') return;
    form.reset();
    join(room);
  };
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>Rooms</h2>
        <button type="button" class="plain small" aria-label="Refresh the list of rooms" onClick={refresh}>
          Refresh
        </button>
      </div>
      <ul>
        {rooms.slice(0, MAX_LISTED_ROOMS).map(({ name, count, topic }) => (
          <li key={name}>
            <button
              type="button"
              class="entry"
              aria-current={name === here ? 'true' : undefined}
              title={topic === '' ? undefined : topic}
              onClick={() => join(name)}
            >
              <bdi>{name}</bdi> <span class="badge">{count}</span>
            </button>
          </li>
        ))}
      </ul>
      {rooms.length > MAX_LISTED_ROOMS && <p class="quiet">… and {rooms.length - MAX_LISTED_ROOMS} more</p>}
      <form class="other" onSubmit={open}>
        <input
          name="other"
          type="text"
          aria-label="Another room"
          placeholder="Another room"
          maxLength={64}
          dir="auto"
        />
        <button type="submit" class="plain small">
          Join
        </button>
      </form>
    </section>
  );
};
