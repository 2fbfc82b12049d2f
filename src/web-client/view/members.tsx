import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';

interface MembersProps {
  readonly members: readonly string[];
  readonly count: number;
  readonly me: string;
  readonly onSelect: (name: string) => void;
}

/** The longest list that is shown. */
const MAX_LISTED_MEMBERS = 200;

/** The members of the room. */
export const Members = ({ members, count, me, onSelect }: MembersProps): VNode => {
  const shown = useMemo(
    () => [...members].sort((a, b) => a.localeCompare(b)).slice(0, MAX_LISTED_MEMBERS),
    [members],
  );
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>
          People <span class="badge">{count}</span>
        </h2>
      </div>
      <ul>
        {shown.map((name) => (
          <li key={name}>
            {name === me ? (
              <span class="entry me">
                <bdi>{name}</bdi> <small>you</small>
              </span>
            ) : (
              <button type="button" class="entry" title="Write privately" onClick={() => onSelect(name)}>
                <bdi>{name}</bdi>
              </button>
            )}
          </li>
        ))}
      </ul>
      {count > shown.length && <p class="quiet">… and {count - shown.length} more</p>}
      {count <= 1 && <p class="quiet">Nobody else is here yet.</p>}
    </section>
  );
};
