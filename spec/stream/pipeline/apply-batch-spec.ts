import { applyTurn, emptyChat, type Item } from '../../../src/chat';
import { fold, foldAhead } from '../../../src/stream/pipeline/apply-batch';
import { fold as stateOf, items, plain, posts } from '../../helpers/apply-commands';

const { enter, say } = posts;
const list = items([enter('a', 'ann'), enter('b', 'bob'), say('a', 'hi')]);
const itemOf = (n: number): Item => list[n] ?? { at: 0, client: 'x', command: { kind: 'who' } };
const onError = (error: unknown): never => {
  throw error;
};

/** Throws as it is folded, each time. */
const bad = (item: Item): Item =>
  Object.defineProperty({ ...item }, 'command', {
    get: () => {
      throw new Error('a reducer that is not total');
    },
  });

describe('fold', () => {
  it('is what applyTurn makes of a batch', () => {
    expect(plain(fold(emptyChat, list, onError))).toEqual(plain(applyTurn(emptyChat, list)));
  });

  it('leaves out what throws, says so, and folds the others as if it were not there', () => {
    const errors: unknown[] = [];
    const [first, second, third] = [itemOf(0), itemOf(1), itemOf(2)];
    const turn = fold(emptyChat, [first, bad(third), second], (error) => errors.push(error));
    expect(errors).toEqual([new Error('a reducer that is not total')]);
    expect(turn.items).toHaveLength(3);
    expect(plain(turn.state)).toEqual(plain(applyTurn(emptyChat, [first, second]).state));
    expect(turn.notices).toHaveLength(4);
  });

  it('keeps the state of a batch that is nothing else', () => {
    const turn = fold(emptyChat, [bad(itemOf(0))], () => undefined);
    expect([turn.state === emptyChat, turn.notices]).toEqual([true, []]);
  });
});

describe('foldAhead', () => {
  it('folds once for both: who folds the batch then, from that state, has the same turn', () => {
    const ahead = foldAhead(emptyChat, list);
    expect(plain(ahead)).toEqual(plain(applyTurn(emptyChat, list)));
    expect(fold(emptyChat, list, onError)).toBe(ahead);
  });

  it('is not used for another state, nor for another batch of the same', () => {
    const ahead = foldAhead(emptyChat, list);
    const other = stateOf([enter('c', 'cid')]);
    expect(fold(other, list, onError).state.clients.size).toBe(3);
    const again = fold(emptyChat, [...list], onError);
    expect(again).not.toBe(ahead);
    expect(plain(again)).toEqual(plain(ahead));
  });

  it('leaves out what throws', () => {
    const batch = [itemOf(0), bad(itemOf(1))];
    const ahead = foldAhead(emptyChat, batch);
    expect([...ahead.state.clients.keys()]).toEqual(['a']);
    expect(fold(emptyChat, batch, onError)).toBe(ahead);
  });
});
