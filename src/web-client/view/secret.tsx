import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formText } from './form-text';

interface SecretProps {
  /** Takes the secret, once; empty if there is none. */
  readonly done: (secret: string) => void;
}

/** Asks for the operators' secret, as `/op` alone does on a terminal. Escape and an empty field give none. */
export const Secret = ({ done }: SecretProps): VNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    // Closed before it goes, so that the focus can be moved on.
    if (form.current) dialog.current?.close(formText(new FormData(form.current), 'secret').trim());
  };
  return (
    <dialog
      ref={dialog}
      class="secret"
      aria-labelledby="secret-title"
      onClose={() => done(dialog.current?.returnValue ?? '')}
    >
      <form ref={form} class="card" onSubmit={submit}>
        <h2 id="secret-title">Become an operator</h2>
        <label>
          <span>The operators’ secret</span>
          <input name="secret" type="password" autoComplete="off" maxLength={1024} autoFocus />
        </label>
        <div class="ways">
          <button type="submit" class="main">
            Send
          </button>
          <button type="button" class="plain" onClick={() => dialog.current?.close('')}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
};
