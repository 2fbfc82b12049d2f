import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Banner } from './banner';
import { Composer, type ComposerHandle } from './composer';
import { Drawer } from './drawer';
import { Log } from './log';
import { Members } from './members';
import { NotifyButton } from './notify-button';
import type { PageProps } from './page-props';
import { Rooms } from './rooms';
import { useWide } from './use-wide';

/** The room that somebody is in. */
export const Chat = ({ state, act }: PageProps): VNode => {
  const { session, topic, count } = state;
  const [open, setOpen] = useState<'rooms' | 'people'>();
  const composer = useRef<ComposerHandle>(null);
  const isWide = useWide();
  const shut = (): void => setOpen(undefined);

  const join = (room: string): void => {
    shut();
    act.submit([{ type: 'join', room }]);
    composer.current?.focus();
  };
  const writeTo = (name: string): void => {
    shut();
    composer.current?.begin(`/msg ${name} `);
  };
  const showRooms = (): void => {
    act.listRooms();
    setOpen('rooms');
  };
  const ways = (
    <>
      <NotifyButton />
      {state.phase.kind === 'in' && (
        <button type="button" class="plain" onClick={() => act.submit([{ type: 'leave' }])}>
          Leave
        </button>
      )}
    </>
  );
  const rooms = <Rooms rooms={state.rooms} here={session.room} join={join} refresh={act.listRooms} />;
  const people = <Members members={state.members} count={count} me={session.name} writeTo={writeTo} />;

  return (
    <div class="chat">
      <a class="skip" href="#message">
        Skip to the message box
      </a>
      <header class="top">
        {!isWide && (
          <button type="button" class="plain" aria-haspopup="dialog" onClick={showRooms}>
            Rooms
          </button>
        )}
        <div class="where">
          <h1>
            <bdi>{session.room}</bdi>
          </h1>
          <p class="topic" dir="auto" title={topic}>
            {topic}
          </p>
        </div>
        {isWide && ways}
        {!isWide && (
          <button type="button" class="plain" aria-haspopup="dialog" onClick={() => setOpen('people')}>
            People <span class="badge">{count}</span>
          </button>
        )}
      </header>
      {isWide && (
        <nav class="side" aria-label="Rooms" onPointerEnter={act.listRooms}>
          {rooms}
        </nav>
      )}
      <main class="middle">
        <Log state={state} act={act} />
        <Banner state={state} act={act} />
        <Composer handle={composer} members={state.members} phase={state.phase.kind} submit={act.submit} />
      </main>
      {isWide && (
        <aside class="side" aria-label="People">
          {people}
        </aside>
      )}
      {!isWide && open !== undefined && (
        <Drawer label={open === 'rooms' ? 'Rooms' : 'People'} shut={shut}>
          {open === 'rooms' ? rooms : people}
          <div class="drawer-ways">{ways}</div>
        </Drawer>
      )}
    </div>
  );
};
