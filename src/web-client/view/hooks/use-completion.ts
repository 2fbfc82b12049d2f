import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { insertCommand, suggestCommands, type CommandHint } from '../../input/command-hints';
import { insertName, suggestNames } from '../../input/name-completion';

/** Names that Tab goes through, one after another, from where the first was put. */
interface Round {
  readonly names: readonly string[];
  readonly from: number;
  readonly index: number;
  /** The text and the cursor as Tab has left them: others end the round. */
  readonly text: string;
  readonly at: number;
}

interface CompletionOptions {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly members: readonly string[];
  /** Puts a text into the box, and the cursor to a place in it. */
  readonly putAt: (text: string, at: number) => void;
}

/** The commands that are offered for a text, and the keys that choose among them and complete names. */
export interface Completion {
  readonly hints: readonly CommandHint[];
  /** The hint that Tab and Enter choose. */
  readonly pick: CommandHint | undefined;
  /** Whether the list of hints is open. */
  readonly isListed: boolean;
  readonly choose: (hint: CommandHint) => void;
  /** Handles a key; false if it is none of the completion. */
  readonly press: (event: KeyboardEvent) => boolean;
  /** Opens the list again, at its first hint: the text is another. */
  readonly restart: () => void;
}

/** Completes commands and names in a text box. */
export const useCompletion = ({ box, text, members, putAt }: CompletionOptions): Completion => {
  const round = useRef<Round | undefined>(undefined);
  const [picked, setPicked] = useState(0);
  const [isShut, setShut] = useState(false);
  const hints = isShut ? [] : suggestCommands(text);
  const pick = hints[Math.min(picked, hints.length - 1)];
  const isListed = hints.length > 0 && !(hints.length === 1 && pick?.usage === text);

  /** Whether there was a name to put. */
  const putNextName = (): boolean => {
    if (!box.current || box.current.selectionStart !== box.current.selectionEnd) return false;
    const at = box.current.selectionStart;
    const goesOn = round.current?.text === text && round.current.at === at ? round.current : undefined;
    const { from, names } = goesOn ?? suggestNames({ text, at }, members);
    const index = goesOn ? (goesOn.index + 1) % names.length : 0;
    const name = names[index];
    if (name === undefined) return false;
    const next = insertName({ text, at }, from, name);
    round.current = { names, from, index, ...next };
    putAt(next.text, next.at);
    return true;
  };

  const choose = (hint: CommandHint): void => putAt(insertCommand(hint), insertCommand(hint).length);

  const pressInList = (event: KeyboardEvent): boolean => {
    if (!isPlainKey(event)) return false;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0) setPicked((Math.min(picked, hints.length - 1) + move + hints.length) % hints.length);
    if (event.key === 'Escape') setShut(true);
    const isChosen = event.key === 'Tab' || (event.key === 'Enter' && pick?.name !== text);
    if (isChosen && pick) choose(pick);
    return move !== 0 || isChosen || event.key === 'Escape';
  };

  const press = (event: KeyboardEvent): boolean => {
    if (isListed && pressInList(event)) return true;
    if (event.key === 'Tab' && isPlainKey(event) && !isShut) return putNextName();
    if (event.key === 'Escape') setShut(true);
    return false;
  };

  const restart = (): void => {
    setPicked(0);
    setShut(false);
  };

  return { hints, pick, isListed, choose, press, restart };
};

/** Whether a key is pressed alone. */
export const isPlainKey = ({ shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean =>
  !shiftKey && !ctrlKey && !altKey && !metaKey;
