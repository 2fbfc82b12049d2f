import type { RefObject, VNode } from 'preact';
import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { readItem, writeItem } from '../browser/storage';
import { mayContainSecret, parseInput } from '../input/parse-input';
import type { ClientRequest } from '../protocol/client-requests';
import type { State } from '../state/state';
import { useAutoGrow } from './hooks/use-auto-grow';
import { isPlainKey, useCompletion } from './hooks/use-completion';
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

/** Typed and unsent text survives a reload, except a secret. */
const DRAFT_KEY = 'rx-chat-draft';

const readDraft = (): string => readItem(DRAFT_KEY) ?? '';

const keepDraft = (text: string): void => writeItem(DRAFT_KEY, mayContainSecret(text) ? '' : text);

/** Where messages and commands are typed. Enter sends, Shift+Enter begins another line, each line is a message. */
export const Composer = ({ handle, members, phase, submit }: ComposerProps): VNode => {
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readDraft());
  const [why, setWhy] = useState('');
  const [isAsking, setAsking] = useState(false);

  const put = (next: string): void => {
    setText(next);
    setWhy('');
    completion.restart();
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
  const completion = useCompletion({ box, text, members, putAt });
  const { hints, pick, isListed } = completion;
  useImperativeHandle(
    handle,
    () => ({
      focus: () => box.current?.focus(),
      begin: (begun) => putAt(begun + text.replace(/^\/msg \S+ /, ''), begun.length + text.length),
    }),
    [text],
  );
  useLayoutEffect(() => box.current?.focus(), []);
  useAutoGrow(box, text);
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

  const press = (event: KeyboardEvent): void => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- in Safari a composition is over before the key that ends it, which nothing but this code tells from an Enter
    if (event.isComposing || event.keyCode === 229) return;
    if (completion.press(event)) return event.preventDefault();
    if (event.key === 'Enter' && isPlainKey(event)) {
      event.preventDefault();
      sendAll();
    }
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
                  completion.choose(hint);
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
