import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useEffect } from 'preact/hooks';

interface DrawerProps {
  readonly handle: RefObject<HTMLDialogElement | null>;
  readonly label: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** On a narrow screen, what stands beside the messages on a wide one. Escape and a click beside it shut it. */
export const Drawer = ({ handle, label, close, children }: DrawerProps): VNode => {
  useEffect(() => handle.current?.showModal(), []);
  const shutBeside = (event: MouseEvent): void => {
    if (event.target === handle.current) close();
  };
  return (
    <dialog ref={handle} class="drawer" aria-label={label} onClose={close} onClick={shutBeside}>
      <div class="drawer-inside">
        <button type="button" class="plain shut" onClick={close}>
          Close
        </button>
        {children}
      </div>
    </dialog>
  );
};
