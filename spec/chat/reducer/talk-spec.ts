import fc from 'fast-check';
import {
  applyTurn,
  emptyChat,
  isEntry,
  isReadCommand,
  lastSeqOf,
  separateEntries,
  type ChatState,
  type ClientCommand,
  type JournalItem,
} from '../../../src/chat';
import { plain, posts } from '../../helpers/apply-commands';
import { contentOf, separate } from '../../helpers/event-tables';
import { runs } from '../../helpers/runs';

const { enter, enterWith, leave, mute, unmute, rename, join, remove, setLimits, who } = posts;

const talk = (client: string, ...texts: string[]): ClientCommand => ({
  client,
  command: { kind: 'talk', texts },
});

/** As a journal makes them: a `talk` takes as many numbers as it has texts. */
const itemsOf = (list: readonly ClientCommand[], seq = 0, at = 0): readonly JournalItem[] =>
  list.map(({ client, command }) => {
    at += 500;
    if (isReadCommand(command)) return { at, client, command };
    const entry = { seq: seq + 1, at, client, command };
    seq = lastSeqOf(entry);
    return entry;
  });

const apart = (items: readonly JournalItem[]): readonly JournalItem[] =>
  items.flatMap((item): readonly JournalItem[] => (isEntry(item) ? separateEntries(item) : [item]));

const outcome = (state: ChatState, items: readonly JournalItem[]) => {
  const turn = applyTurn(state, items);
  return {
    state: plain(turn.state),
    told: separate(turn.events).map((outbound) => [
      plain(outbound.audience),
      outbound.at,
      plain(contentOf(outbound)),
    ]),
  };
};

const client = fc.constantFrom('a', 'b', 'x');
const anyCommand: fc.Arbitrary<ClientCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(client, fc.array(fc.string(), { minLength: 1, maxLength: 12 }))
      .map(([id, texts]) => talk(id, ...texts)),
  },
  fc.constantFrom(
    enter('a', 'ann'),
    enter('b', 'bob'),
    enterWith('WORD', enter('b', 'bob')),
    mute('server', 'ann', 1000),
    unmute('server', 'ann'),
    mute('server', 'bob'),
    rename('a', 'eve'),
    join('b', 'den'),
    leave('a'),
    leave('b'),
    remove('server', 'ann'),
    setLimits(3),
    setLimits(0),
    who('a'),
  ),
);

describe('talk', () => {
  it('leads to the state and the events that its texts lead to one by one, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 40 }), (list) => {
        const items = itemsOf([enter('a', 'ann'), ...list]);
        expect(outcome(emptyChat, items)).toEqual(outcome(emptyChat, apart(items)));
      }),
      runs(200),
    );
  });

  it('refuses each text of a client that is muted, and keeps the numbers', () => {
    const items = itemsOf([enter('a', 'ann'), mute('server', 'ann'), talk('a', '1', '2', '3')]);
    const { events, state } = applyTurn(emptyChat, items);
    const refusals = separate(events).filter(
      (outbound) => 'fact' in outbound && outbound.fact.kind === 'refused',
    );
    expect([refusals.length, state.seq]).toEqual([4, 5]);
  });

  it('is one result for its room, with the number of each message', () => {
    const { events } = applyTurn(emptyChat, itemsOf([enter('a', 'ann'), talk('a', '1', '2')]));
    expect(events.at(-1)).toMatchObject({
      audience: { kind: 'room', room: 'lobby', except: 'a' },
      messages: [
        { seq: 2, text: '1' },
        { seq: 3, text: '2' },
      ],
    });
  });
});
