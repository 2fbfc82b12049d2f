import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { UiHandlers, PageProps } from './handlers';
import { Banner } from './banner';
import { Composer, type ComposerHandle } from './composer';
import { Drawer } from './drawer';
import { MessageList } from './message-list';
import { Members } from './members';
import { NotifyButton } from './notify-button';
import { Rooms } from './rooms';
import { useWideScreen } from './hooks/use-wide-screen';

/** The room that somebody is in. */
export const Chat = ({ state, handlers: act }: PageProps): VNode => {
  const { session, topic, count } = state;
  const [open, setOpen] = useState<'rooms' | 'people'>();
  const composer = useRef<ComposerHandle>(null);
  const drawer = useRef<HTMLDialogElement>(null);
  const isWide = useWideScreen();
  useEffect(() => {
    if (isWide) setOpen(undefined);
  }, [isWide]);

  // Closed before it goes, so that the focus is where it was, and can be moved on.
  const shut = (): void => {
    drawer.current?.close();
    setOpen(undefined);
  };
  /** The button that was pressed is about to go: the focus goes to the message box, rather than nowhere. */
  const write = (): void => {
    shut();
    composer.current?.focus();
  };
  const acting: UiHandlers = {
    ...act,
    again: () => {
      act.again();
      write();
    },
    resend: (id) => {
      act.resend(id);
      write();
    },
    discard: (id) => {
      act.discard(id);
      write();
    },
  };

  const join = (room: string): void => {
    act.submit([{ type: 'join', room }]);
    write();
  };
  const leave = (): void => {
    act.submit([{ type: 'leave' }]);
    write();
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
      <NotifyButton done={write} />
      {state.phase.kind === 'entered' && (
        <button type="button" class="plain" onClick={leave}>
          Leave
        </button>
      )}
    </>
  );
  const rooms = <Rooms rooms={state.rooms} here={session.room} join={join} refresh={act.listRooms} />;
  const people = <Members members={state.members} count={count} me={session.name} onSelect={writeTo} />;

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
        <MessageList key={session.room} state={state} handlers={acting} />
        <Banner state={state} handlers={acting} />
        <Composer handle={composer} members={state.members} phase={state.phase.kind} submit={act.submit} />
      </main>
      {isWide && (
        <aside class="side" aria-label="People">
          {people}
        </aside>
      )}
      {!isWide && open !== undefined && (
        <Drawer handle={drawer} label={open === 'rooms' ? 'Rooms' : 'People'} close={shut}>
          {open === 'rooms' ? rooms : people}
          <div class="drawer-ways">{ways}</div>
        </Drawer>
      )}
    </div>
  );
};
