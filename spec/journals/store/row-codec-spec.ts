import fc from 'fast-check';
import { emptyChat, isEntry, redactPrivateText, type Entry, type ClientCommand } from '../../../src/chat';
import { compareStates } from '../../../src/journals/verify/compare-states';
import {
  decodeEntries,
  encodeEntries,
  hashLongKey,
  stateOf,
  stateRows,
  type Row,
} from '../../../src/journals/store/row-codec';
import { fold, items, posts, tagged } from '../../helpers/apply-commands';

const names = ['ann', '42', 'constructor', '\ufdfa'.repeat(32), 'ﬀi', 'Ωmega'];
const name = fc.constantFrom(...names);
const client = fc.constantFrom('a', 'b', 'c', '__proto__');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\u2028', '__proto__', '"\\', ''),
);

const post: fc.Arbitrary<ClientCommand> = fc.oneof(
  fc.tuple(client, name, name).map(([id, who, room]) => posts.enter(id, who, room, '10.0.0.1:1')),
  fc.tuple(client, text).map(([id, said]) => posts.say(id, said)),
  fc.tuple(client, text).map(([id, said]) => tagged('x', posts.act(id, said))),
  fc.tuple(client, name, text).map(([id, to, said]) => posts.tell(id, to, said)),
  fc.tuple(client, name).map(([id, room]) => posts.join(id, room)),
  fc.tuple(client, text).map(([id, said]) => posts.topic(id, said)),
  fc.tuple(client, text).map(([id, why]) => posts.leave(id, why)),
  name.map((whom) => posts.mute('$server', whom, 1000)),
  client.map((id) => posts.grant(id)),
);

/** Rows as a store has them, in an order of their own. */
const apply = (kept: Map<string, Row>, rows: Iterable<Row>): void => {
  for (const row of rows)
    if (row.value) kept.set(JSON.stringify(row.key), row);
    else kept.delete(JSON.stringify(row.key));
};
const read = (kept: ReadonlyMap<string, Row>) =>
  stateOf([...kept.values()].reverse().map(({ key, value = Buffer.alloc(0) }) => ({ key, value })));

describe('rows', () => {
  it('hold a state, and the next one by what differs', () => {
    fc.assert(
      fc.property(fc.array(post, { maxLength: 30 }), fc.array(post, { maxLength: 30 }), (before, after) => {
        const first = fold(before);
        const second = fold(after, first);
        const kept = new Map<string, Row>();
        apply(kept, stateRows(first, emptyChat));
        expect([...compareStates(first, read(kept))]).toEqual([]);
        apply(kept, stateRows(second, first));
        expect([...compareStates(second, read(kept))]).toEqual([]);
      }),
    );
  });

  it('hold entries as they are, without tags and what two tell each other', () => {
    fc.assert(
      fc.property(fc.array(post, { maxLength: 50 }), (list) => {
        const entries = items(list.map((each) => ({ ...each, wait: 0 }))).filter(isEntry);
        const expected = entries.map((entry) => JSON.parse(JSON.stringify(bare(entry))) as Entry);
        expect(decodeEntries(encodeEntries(entries))).toEqual(expected);
      }),
    );
  });

  it('have keys that LMDB takes, whatever the name', () => {
    const long = 'صلى الله عليه وسلم'.repeat(32);
    expect(Buffer.byteLength(hashLongKey(long))).toBeLessThan(256);
    expect(hashLongKey(long)).not.toBe(hashLongKey(`${long}!`));
    expect(hashLongKey('lobby')).toBe('lobby');
  });
});

const bare = (entry: Entry): Entry => {
  const { seq, at, client: id, command } = redactPrivateText(entry);
  return { seq, at, client: id, command: { ...command, id: undefined } as unknown as Entry['command'] };
};
