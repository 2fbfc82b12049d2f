import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DrawerProps {
  readonly label: string;
  readonly shut: () => void;
  readonly children: ComponentChildren;
}

/** On a narrow screen, what stands beside the messages on a wide one. Escape and a click beside it shut it. */
export const Drawer = ({ label, shut, children }: DrawerProps): VNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const shutBeside = (event: MouseEvent): void => {
    if (event.target === dialog.current) shut();
  };
  return (
    <dialog ref={dialog} class="drawer" aria-label={label} onClose={shut} onClick={shutBeside}>
      <div class="drawer-inside">
        <button type="button" class="plain shut" onClick={shut}>
          Close
        </button>
        {children}
      </div>
    </dialog>
  );
};
