import { emptyChat, type ChatState } from '../../../src/chat';
import { diskJournal } from '../../../src/journals';
import { Store } from '../../../src/journals/store/store';
import { StoreReader } from '../../../src/journals/tools';
import { compareStates } from '../../../src/journals/verify/compare-states';
import { restore } from '../../../src/journals/disk/restore';
import { Snapshots } from '../../../src/journals/disk/snapshots';
import { feed } from '../../helpers/manual-journal';
import { posts } from '../../helpers/apply-commands';
import { scratch } from '../../helpers/scratch';
import { waitUntil } from '../../helpers/wait-until';

const { enter, say } = posts;

describe('Snapshots', () => {
  const { path } = scratch();

  it('keeps the newest state every 10,000 entries, and at the close; the tail is folded', async () => {
    const journal = await diskJournal({ folder: path('data') });
    const fed = feed(journal);
    const many = (count: number) => Array.from({ length: count }, (_, index) => say('a', `m${index}`));
    await fed.send(enter('a', 'ann'), ...many(9_000));
    await fed.send(...many(998));
    const reader = StoreReader.open(path('data'));
    expect(reader.state('head').seq).toBe(0);
    await fed.send(say('a', 'the 10,000th'));
    await fed.send(...many(10));
    await waitUntil(() => reader.state('head').seq > 0, { description: 'a snapshot is written' });
    expect(reader.state('head').seq).toBe(10_000);
    const store = Store.open(path('data'));
    const { state } = restore(store);
    await store.close();
    expect(state.seq).toBe(10_010);
    await journal.close?.();
    expect(reader.state('head').seq).toBe(10_010);
    expect([...compareStates(state, reader.state('head'))]).toEqual([]);
    reader.close();
  });

  it('tells when it can not write', async () => {
    const broken = { write: () => Promise.reject(new Error('no disk')) } as unknown as Store;
    const store = Store.open(path('data'));
    const empty = store.state('head');
    await store.close();
    const snapshots = new Snapshots(broken, { head: empty, state: empty }, () => ({ seq: 0, messages: 0 }));
    const later: ChatState = { ...empty, seq: 10_000 };
    const error = await new Promise((resolve) => snapshots.record(later, resolve));
    expect(error).toEqual(new Error('no disk'));
  });

  it('keeps at the close what the entries lead to, though none has come since the start', async () => {
    const write = jest.fn(() => Promise.resolve());
    const store = { write } as unknown as Store;
    const restored = { head: emptyChat, state: { ...emptyChat, seq: 3 } };
    const snapshots = new Snapshots(store, restored, () => ({ seq: 3, messages: 0 }));
    await snapshots.close();
    await snapshots.close();
    expect(write).toHaveBeenCalledTimes(1);
  });
});
