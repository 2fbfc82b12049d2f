import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formText } from './form-text';
import type { PageProps } from './handlers';

/** Where somebody says who they are. */
export const JoinForm = ({ state, handlers }: PageProps): VNode => {
  const { phase, session } = state;
  const form = useRef<HTMLFormElement>(null);
  const isBusy = phase.kind === 'entering';
  const why = phase.kind === 'join-form' || phase.kind === 'ended' ? phase.why : undefined;
  const needsPassword = phase.kind === 'join-form' && phase.code === 'wrong-password';

  useLayoutEffect(() => {
    const field = form.current?.elements.namedItem(needsPassword ? 'password' : 'name');
    if (field instanceof HTMLInputElement) {
      field.focus();
      field.select();
    }
  }, [why, needsPassword]);

  const submit = (event: Event): void => {
    event.preventDefault();
    if (!form.current || isBusy) return;
    const data = new FormData(form.current);
    handlers.enter(formText(data, 'name'), formText(data, 'room'), formText(data, 'password'));
  };

  return (
    <main class="door">
      <form ref={form} class="card" onSubmit={submit} aria-describedby="why">
        <h1>rx-chat</h1>
        <label>
          <span>Name</span>
          <input
            name="name"
            type="text"
            required
            maxLength={64}
            defaultValue={session.name}
            autoComplete="nickname"
            autoCapitalize="off"
            spellcheck={false}
            dir="auto"
          />
        </label>
        <label>
          <span>Room</span>
          <input
            name="room"
            type="text"
            maxLength={64}
            defaultValue={session.room}
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            dir="auto"
          />
        </label>
        <label>
          <span>
            Password <small>if the chat has one</small>
          </span>
          <input name="password" type="password" autoComplete="current-password" />
        </label>
        <p id="why" class="why" role="alert">
          {why}
        </p>
        <button type="submit" class="main" aria-disabled={isBusy}>
          {isBusy ? 'Entering…' : 'Enter the chat'}
        </button>
      </form>
    </main>
  );
};
