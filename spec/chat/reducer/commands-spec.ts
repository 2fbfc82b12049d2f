import { applyTurn, emptyChat, type Entry } from '../../../src/chat';

describe('an entry of a kind that this version does not have', () => {
  it.each(['later', 'toString', '__proto__'])('%s: changes nothing, and no client hears of it', (kind) => {
    const entry = { seq: 1, at: 1, client: 'a', command: { kind } } as unknown as Entry;
    const { state, events } = applyTurn(emptyChat, [entry]);
    expect([events, state.clients.size]).toEqual([[], 0]);
  });
});
