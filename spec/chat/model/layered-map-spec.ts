import { inspect } from 'node:util';
import fc from 'fast-check';
import { LayeredMap } from '../../../src/chat/model/layered-map';
import { deepFreeze } from '../../helpers/deep-freeze';

type Change = { readonly set: number; readonly to: number } | { readonly delete: number } | 'copy';

const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ set: fc.nat(60), to: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ delete: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.constant('copy' as const) },
);

/** What can be asked of a map. */
const view = (map: ReadonlyMap<number, number>) => {
  const visited: (readonly [number, number])[] = [];
  map.forEach((value, key) => visited.push([key, value]));
  return {
    entries: [...map],
    keys: [...map.keys()],
    values: [...map.values()],
    visited,
    size: map.size,
    found: Array.from({ length: 61 }, (_, key) => [map.has(key), map.get(key)]),
  };
};

describe('LayeredMap', () => {
  it('behaves like a Map, order included, however it is changed and copied', () => {
    const start = fc.uniqueArray(fc.nat(60));
    fc.assert(
      fc.property(start, fc.array(change, { maxLength: 200 }), (keys, changes: readonly Change[]) => {
        const model = new Map(keys.map((key) => [key, -key]));
        let map = LayeredMap.copy(new Map(model));
        for (const each of changes) {
          if (each === 'copy') map = LayeredMap.copy(map);
          else if ('set' in each)
            expect(map.set(each.set, each.to).get(each.set)).toBe(model.set(each.set, each.to).get(each.set));
          else expect(map.delete(each.delete)).toBe(model.delete(each.delete));
        }
        expect(view(map)).toEqual(view(model));
      }),
    );
  });

  it('leaves the map that it was copied from unchanged', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 100 }),
        fc.array(change, { maxLength: 100 }),
        (first, then) => {
          const original = LayeredMap.copy(new Map([[1, 1]]));
          const apply = (map: LayeredMap<number, number>, changes: readonly Change[]) => {
            for (const each of changes) {
              if (each === 'copy') continue;
              if ('set' in each) map.set(each.set, each.to);
              else map.delete(each.delete);
            }
          };
          apply(original, first);
          const before = view(original);
          apply(LayeredMap.copy(original), then);
          expect(view(original)).toEqual(before);
        },
      ),
    );
  });

  it('shares the large layer: a changed copy of 100,000 costs a small part of a full copy', () => {
    let map = LayeredMap.copy(new Map(Array.from({ length: 100_000 }, (_, i) => [i, i])));
    const set = jest.spyOn(Map.prototype, 'set');
    for (let i = 0; i < 100; i++) map = LayeredMap.copy(map).set(i, -i);
    expect(set.mock.calls.length).toBeLessThan(10_000);
    set.mockRestore();
  });

  it('can be frozen with its contents, as a Map can', () => {
    const key = { name: 'ann' };
    const map = deepFreeze(LayeredMap.copy(new Map([[key, { seq: 1 }]])).set({ name: 'bob' }, { seq: 2 }));
    expect(() => map.set(key, { seq: 3 })).toThrow('this was to stay as it is');
    expect(() => map.delete(key)).toThrow('this was to stay as it is');
    expect([...map].flat().map((part) => Object.isFrozen(part))).toEqual([true, true, true, true]);
    expect([...LayeredMap.copy(map).set(key, { seq: 3 }).values()]).toEqual([{ seq: 3 }, { seq: 2 }]);
    expect(map.get(key)).toEqual({ seq: 1 });
  });

  it('prints as the map that it stands for', () => {
    expect(inspect(LayeredMap.copy(new Map([[1, 2]])).set(3, 4))).toBe('Map(2) { 1 => 2, 3 => 4 }');
  });
});
