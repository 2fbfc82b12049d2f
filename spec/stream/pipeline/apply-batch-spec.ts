import { applyTurn, emptyChat, type JournalItem } from '../../../src/chat';
import { applyBatch } from '../../../src/stream/pipeline/apply-batch';
import { items, plain, posts } from '../../helpers/apply-commands';

const { enter, say } = posts;
const list = items([enter('a', 'ann'), enter('b', 'bob'), say('a', 'hi')]);
const itemOf = (n: number): JournalItem => list[n] ?? { at: 0, client: 'x', command: { kind: 'who' } };
const onError = (error: unknown): never => {
  throw error;
};

/** Throws as it is folded, each time. */
const bad = (item: JournalItem): JournalItem =>
  Object.defineProperty({ ...item }, 'command', {
    get: () => {
      throw new Error('a reducer that is not total');
    },
  });

describe('applyBatch', () => {
  it('reduces a batch as applyTurn does', () => {
    expect(plain(applyBatch(emptyChat, list, onError))).toEqual(plain(applyTurn(emptyChat, list)));
  });

  it('reports an item that throws, and reduces the others as if it were not there', () => {
    const errors: unknown[] = [];
    const [first, second, third] = [itemOf(0), itemOf(1), itemOf(2)];
    const turn = applyBatch(emptyChat, [first, bad(third), second], (error) => errors.push(error));
    expect(errors).toEqual([new Error('a reducer that is not total')]);
    expect(turn.items).toHaveLength(3);
    expect(plain(turn.state)).toEqual(plain(applyTurn(emptyChat, [first, second]).state));
    expect(turn.events).toHaveLength(4);
  });

  it('keeps the state when every item of the batch throws', () => {
    const turn = applyBatch(emptyChat, [bad(itemOf(0))], () => undefined);
    expect([turn.state === emptyChat, turn.events]).toEqual([true, []]);
  });
});
