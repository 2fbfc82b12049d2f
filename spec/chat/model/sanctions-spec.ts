import { MAX_SANCTIONS, type Sanction, type Sanctions } from '../../../src/chat';
import { addressKey, impose, inForce, lift, activeSanction } from '../../../src/chat/model/sanctions';
import { skeletons } from '../../../src/chat/text/confusable-skeleton';
import { deepFreeze } from '../../helpers/deep-freeze';

const none: Sanctions = deepFreeze(new Map());

/** What is imposed one after the other, each at its time. */
const imposed = (...list: readonly (readonly [whom: string, at?: number, until?: number])[]): Sanctions =>
  list.reduce((sanctions, [whom, at = 0, until]) => {
    const sanction = until === undefined ? { whom } : { whom, until };
    return impose(deepFreeze(sanctions), skeletons(whom), sanction, at) ?? none;
  }, none);

const crowd = (size: number, until?: number): Sanctions =>
  new Map(
    Array.from({ length: size }, (_, n): [string, Sanction] => [
      `n${n}`,
      until === undefined ? { whom: `n${n}` } : { whom: `n${n}`, until },
    ]),
  );

describe('activeSanction', () => {
  it.each<[string, Sanctions, readonly string[], number, string | undefined]>([
    ['nothing in an empty list', none, ['ann'], 0, undefined],
    ['the sanctioned name', imposed(['ann']), ['ann'], 1e15, 'ann'],
    ['nothing under another name', imposed(['ann']), ['bob', 'eve'], 0, undefined],
    ['a name by any of its keys', imposed(['ann']), ['bob', 'ann'], 0, 'ann'],
    ['a look-alike of the name', imposed(['Ian']), skeletons('lan'), 0, 'Ian'],
    ['a look-alike by the other key', imposed(['Ian']), skeletons('ian'), 0, 'Ian'],
    ['the sanctioned name in the last ms', imposed(['ann', 0, 100]), ['ann'], 99, 'ann'],
    ['nothing after it has expired', imposed(['ann', 0, 100]), ['ann'], 100, undefined],
    [
      'an active sanction behind an expired one',
      imposed(['ann', 0, 100], ['bob']),
      ['ann', 'bob'],
      100,
      'bob',
    ],
  ])('finds %s', (_, sanctions, keys, at, whom) => {
    expect(activeSanction(sanctions, keys, at)?.whom).toBe(whom);
  });
});

describe('impose', () => {
  it('replaces the sanction on the same name, or on a look-alike', () => {
    expect(inForce(imposed(['ann'], ['ann', 0, 100]), 50)).toEqual([{ whom: 'ann', until: 100 }]);
    expect(activeSanction(imposed(['lan'], ['Ian', 0, 100]), skeletons('lan'), 100)).toBeUndefined();
  });

  it('drops expired sanctions, and leaves its argument unchanged', () => {
    const before = imposed(['ann', 0, 100], ['bob']);
    expect([...imposed(['ann', 0, 100], ['bob'], ['cid', 99])].map(([key]) => key)).toEqual([
      'ann',
      'bob',
      'cid',
    ]);
    expect([...imposed(['ann', 0, 100], ['bob'], ['cid', 100])].map(([key]) => key)).toEqual(['bob', 'cid']);
    expect([...before].map(([key]) => key)).toEqual(['ann', 'bob']);
  });

  it('accepts up to the limit, expired sanctions not counted', () => {
    const one = { whom: 'ann' };
    expect(impose(crowd(MAX_SANCTIONS - 1), ['ann'], one, 0)?.size).toBe(MAX_SANCTIONS);
    expect(impose(crowd(MAX_SANCTIONS), ['ann'], one, 0)).toBeUndefined();
    expect(impose(crowd(MAX_SANCTIONS), ['n0'], one, 0)?.size).toBe(MAX_SANCTIONS);
    expect(impose(crowd(MAX_SANCTIONS, 100), ['ann'], one, 100)?.size).toBe(1);
    // One on two keys is one.
    expect(impose(crowd(MAX_SANCTIONS - 1), ['lan', 'ian'], one, 0)?.size).toBe(MAX_SANCTIONS + 1);
  });
});

describe('lift', () => {
  it.each<[string, Sanctions, string, readonly string[]]>([
    ['the sanction on the name', imposed(['ann'], ['bob']), 'ann', ['bob']],
    ['nothing from an empty list', imposed(['ann'], ['bob']), 'cid', ['ann', 'bob']],
    ['a sanction on a look-alike, under all its keys', imposed(['Ian']), 'lan', []],
    ['the sanctions on all look-alikes', imposed(['lan'], ['ian']), 'Ian', []],
  ])('removes %s', (_, sanctions, whom, keys) => {
    expect([...lift(deepFreeze(sanctions), skeletons(whom)).keys()]).toEqual(keys);
  });
});

describe('inForce', () => {
  it('lists each sanction once, in the order imposed, without expired ones', () => {
    const sanctions = imposed(['Ian'], ['ann', 0, 100], ['bob', 0, 200]);
    expect(inForce(sanctions, 99).map(({ whom }) => whom)).toEqual(['Ian', 'ann', 'bob']);
    expect(inForce(sanctions, 100).map(({ whom }) => whom)).toEqual(['Ian', 'bob']);
  });
});

describe('addressKey', () => {
  it('never equals the key of a name', () => {
    expect(addressKey('192.0.2.1')).toBe('address:192.0.2.1');
    expect(skeletons('192.0.2.1')).not.toContain(addressKey('192.0.2.1'));
  });
});
