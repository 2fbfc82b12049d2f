import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useEffect } from 'preact/hooks';

interface DrawerProps {
  readonly handle: RefObject<HTMLDialogElement | null>;
  readonly label: string;
  readonly shut: () => void;
  readonly children: ComponentChildren;
}

/** On a narrow screen, what stands beside the messages on a wide one. Escape and a click beside it shut it. */
export const Drawer = ({ handle, label, shut, children }: DrawerProps): VNode => {
  useEffect(() => handle.current?.showModal(), []);
  const shutBeside = (event: MouseEvent): void => {
    if (event.target === handle.current) shut();
  };
  return (
    <dialog ref={handle} class="drawer" aria-label={label} onClose={shut} onClick={shutBeside}>
      <div class="drawer-inside">
        <button type="button" class="plain shut" onClick={shut}>
          Close
        </button>
        {children}
      </div>
    </dialog>
  );
};
