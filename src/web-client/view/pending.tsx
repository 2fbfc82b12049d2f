import type { VNode } from 'preact';
import type { UiHandlers } from './handlers';
import { isIn, type Pending } from '../state/pending-messages';
import { TextView } from './timeline-item';

interface PendingProps {
  readonly pending: readonly Pending[];
  /** The room that is shown; what was said in others waits there. */
  readonly here: string;
  readonly canSend: boolean;
  readonly handlers: UiHandlers;
}

/** One's own texts that the server has not said that it has. A screen reader hears them when it has. */
export const PendingView = ({ pending, here, canSend, handlers }: PendingProps): VNode => (
  <div class="pending" role="group" aria-label="Your messages on their way" aria-live="off">
    {pending
      .filter((each) => isIn(each, here))
      .map((each) => (
        <div key={each.id} class={`line said own ${each.status}`}>
          <span class="state">{statusText[each.status]}</span>
          <span class={each.utterance.type === 'act' ? 'who unseen' : 'who'}>
            <bdi>{each.from}</bdi>
            {each.utterance.type === 'tell' && (
              <span class="to">
                {' '}
                to <bdi>{each.utterance.to}</bdi>, privately
              </span>
            )}
          </span>
          <span class="text" dir="auto">
            {each.utterance.type === 'act' && <bdi>{each.from} </bdi>}
            <TextView text={each.utterance.text} />
          </span>
          {each.status !== 'sending' && (
            <span class="ways" role="group" aria-label="What to do with it">
              <span class="quiet">{each.why ?? 'It is not known whether this came through.'}</span>
              {canSend && (
                <button type="button" class="plain small" onClick={() => handlers.resend(each.id)}>
                  Send again
                </button>
              )}
              <button type="button" class="plain small" onClick={() => handlers.discard(each.id)}>
                Discard
              </button>
            </span>
          )}
        </div>
      ))}
    <Elsewhere rooms={roomsBut(pending, here)} />
  </div>
);

const statusText = { sending: 'sending…', unsure: 'unsure', failed: 'not sent' } as const;

/** Where else texts wait: they are out of sight here. */
const roomsBut = (pending: readonly Pending[], here: string): readonly string[] => [
  ...new Set(pending.filter((each) => !isIn(each, here)).map(({ room }) => room)),
];

const Elsewhere = ({ rooms }: { readonly rooms: readonly string[] }): VNode | null =>
  rooms.length === 0 ? null : (
    <p class="quiet">
      Texts of yours that may not have been sent wait in: <bdi>{rooms.join(', ')}</bdi>
    </p>
  );
