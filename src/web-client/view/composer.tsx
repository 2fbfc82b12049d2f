import type { RefObject, VNode } from 'preact';
import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { insertCommand, suggestCommands } from '../input/command-hints';
import { suggestNames, insertName } from '../input/name-completion';
import { parseInput } from '../input/parse-input';
import type { ClientRequest } from '../protocol/client-requests';
import type { State } from '../state/state';
import { keepDraft, readDraft } from './draft';
import { Secret } from './secret';

/** The methods of the message box for other components. */
export interface ComposerHandle {
  readonly focus: () => void;
  /** Puts a beginning in front of what is there. */
  readonly begin: (text: string) => void;
}

interface ComposerProps {
  readonly handle: RefObject<ComposerHandle | null>;
  readonly members: readonly string[];
  readonly phase: State['phase']['kind'];
  readonly submit: (requests: readonly ClientRequest[]) => void;
}

/** Names that Tab goes through, one after another, from where the first was put. */
interface Round {
  readonly names: readonly string[];
  readonly from: number;
  readonly index: number;
  /** The text and the cursor as Tab has left them: others end the round. */
  readonly text: string;
  readonly at: number;
}

/** Where messages and commands are typed. Enter sends, Shift+Enter begins another line, each line is a message. */
export const Composer = ({ handle, members, phase, submit }: ComposerProps): VNode => {
  const box = useRef<HTMLTextAreaElement>(null);
  const round = useRef<Round | undefined>(undefined);
  const [text, setText] = useState(() => readDraft());
  const [why, setWhy] = useState('');
  const [picked, setPicked] = useState(0);
  const [isShut, setShut] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const hints = isShut ? [] : suggestCommands(text);
  const pick = hints[Math.min(picked, hints.length - 1)];
  const isListed = hints.length > 0 && !(hints.length === 1 && pick?.usage === text);

  const put = (next: string): void => {
    setText(next);
    setWhy('');
    setPicked(0);
    setShut(false);
    keepDraft(next);
  };
  const putAt = (next: string, at: number): void => {
    put(next);
    // Now, so that the cursor has a text to stand in.
    if (!box.current) return;
    box.current.value = next;
    box.current.setSelectionRange(at, at);
    box.current.focus();
  };
  useImperativeHandle(
    handle,
    () => ({
      focus: () => box.current?.focus(),
      begin: (begun) => putAt(begun + text.replace(/^\/msg \S+ /, ''), begun.length + text.length),
    }),
    [text],
  );
  useLayoutEffect(() => box.current?.focus(), []);
  useLayoutEffect(() => grow(box.current), [text]);
  // An invalid text may be valid in another phase.
  useLayoutEffect(() => setWhy(''), [phase]);

  const sendAll = (): void => {
    const composed = parseInput(text);
    const refused = composed.find((each) => each.kind === 'refused');
    if (refused?.kind === 'refused') return setWhy(refused.why);
    if (phase !== 'entered') return setWhy('Not connected: your text stays here until you are in again.');
    if (composed.some(({ kind }) => kind === 'ask-secret')) return setAsking(true);
    const requests = composed.flatMap((each) => (each.kind === 'request' ? [each.request] : []));
    if (requests.length === 0) return;
    put('');
    submit(requests);
  };

  const showSecret = (secret: string): void => {
    setAsking(false);
    put('');
    box.current?.focus();
    if (secret === '') return;
    if (phase === 'entered') submit([{ type: 'command', line: `/op ${secret}` }]);
    else setWhy('Not connected: nothing was sent.');
  };

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

  const choose = (): void => {
    if (pick) putAt(insertCommand(pick), insertCommand(pick).length);
  };

  const press = (event: KeyboardEvent): void => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- in Safari a composition is over before the key that ends it, which nothing but this code tells from an Enter
    if (event.isComposing || event.keyCode === 229) return;
    if (isListed && pressInList(event)) return event.preventDefault();
    if (event.key === 'Tab' && isPlain(event) && !isShut && putNextName()) return event.preventDefault();
    if (event.key === 'Escape') setShut(true);
    if (event.key === 'Enter' && isPlain(event)) {
      event.preventDefault();
      sendAll();
    }
  };

  const pressInList = (event: KeyboardEvent): boolean => {
    if (!isPlain(event)) return false;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0) setPicked((Math.min(picked, hints.length - 1) + move + hints.length) % hints.length);
    if (event.key === 'Escape') setShut(true);
    const isChosen = event.key === 'Tab' || (event.key === 'Enter' && pick?.name !== text);
    if (isChosen) choose();
    return move !== 0 || isChosen || event.key === 'Escape';
  };

  return (
    <>
      {isAsking && <Secret done={showSecret} />}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          sendAll();
          box.current?.focus();
        }}
      >
        {isListed && (
          <ul id="commands" class="commands" role="listbox" aria-label="Commands">
            {hints.map((hint) => (
              <li
                key={hint.name}
                id={`command-${hint.name.slice(1)}`}
                role="option"
                aria-selected={hint === pick}
                onMouseDown={(event) => {
                  event.preventDefault();
                  putAt(insertCommand(hint), insertCommand(hint).length);
                }}
              >
                <code>{hint.usage}</code> <span>{hint.help}</span>
              </li>
            ))}
          </ul>
        )}
        <p class="why" role="alert">
          {why}
        </p>
        <p class="unseen" role="status">
          {isListed ? `${hints.length} commands, up and down to choose` : ''}
        </p>
        <div class="compose-row">
          <textarea
            ref={box}
            id="message"
            name="message"
            rows={1}
            dir="auto"
            value={text}
            aria-label="Message"
            aria-describedby="message-help"
            aria-autocomplete="list"
            aria-controls={isListed ? 'commands' : undefined}
            aria-activedescendant={isListed && pick ? `command-${pick.name.slice(1)}` : undefined}
            placeholder="Message, or / for commands"
            autoComplete="off"
            enterkeyhint="send"
            onInput={(event) => put(event.currentTarget.value)}
            onKeyDown={press}
          />
          <button type="submit" class="main">
            Send
          </button>
        </div>
        <p id="message-help" class="unseen">
          Enter sends, Shift and Enter begin another line. Tab completes a name; Escape, then Tab, goes on.
        </p>
      </form>
    </>
  );
};

const isPlain = ({ shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean =>
  !shiftKey && !ctrlKey && !altKey && !metaKey;

/** As high as its text, up to what the style sheet allows. */
const grow = (box: HTMLTextAreaElement | null): void => {
  if (!box) return;
  box.rows = 1;
  const line = parseFloat(getComputedStyle(box).lineHeight);
  const padding = box.offsetHeight - line;
  box.rows = Math.max(1, Math.min(8, Math.round((box.scrollHeight - padding) / line)));
};
