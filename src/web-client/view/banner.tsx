import type { VNode } from 'preact';
import type { PageProps } from './handlers';

/** The problem of the connection, and its remedy. */
export const Banner = ({ state, handlers }: PageProps): VNode => {
  const { phase, session, now } = state;
  return (
    <div class="banner" data-phase={phase.kind}>
      <p role="status">{bannerText(state)}</p>
      {phase.kind === 'lost' && (
        <>
          <span class="count" aria-hidden="true">
            {phase.retryAt === undefined
              ? 'trying now'
              : `in ${Math.max(0, Math.ceil((phase.retryAt - now) / 1000))} s`}
          </span>
          <button type="button" class="plain" onClick={handlers.again}>
            Try now
          </button>
        </>
      )}
      {phase.kind === 'held' && (
        <button type="button" class="plain" onClick={handlers.otherName}>
          Enter under another name
        </button>
      )}
      {phase.kind === 'ended' && (
        <>
          <button type="button" class="main" onClick={handlers.again}>
            Enter again as <bdi>{session.name}</bdi>
          </button>
          <button type="button" class="plain" onClick={handlers.otherName}>
            Enter under another name
          </button>
        </>
      )}
    </div>
  );
};

const bannerText = ({ phase, session }: PageProps['state']): string => {
  switch (phase.kind) {
    case 'lost':
      return `${phase.why} Trying again…`;
    case 'held':
      return (
        `The name ${session.name} is in use: by your old connection, another tab, or somebody else. ` +
        'Waiting for it to be free…'
      );
    case 'ended':
      return phase.why;
    case 'entering':
      return 'Entering…';
    case 'entered':
    case 'join-form':
      return '';
  }
};
