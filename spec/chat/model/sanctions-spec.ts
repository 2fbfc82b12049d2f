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

describe('sanctionOn', () => {
  it.each<[string, Sanctions, readonly string[], number, string | undefined]>([
    ['nobody, if there is none', none, ['ann'], 0, undefined],
    ['whom it is on', imposed(['ann']), ['ann'], 1e15, 'ann'],
    ['nobody else', imposed(['ann']), ['bob', 'eve'], 0, undefined],
    ['any of the keys', imposed(['ann']), ['bob', 'ann'], 0, 'ann'],
    ['a look-alike', imposed(['Ian']), skeletons('lan'), 0, 'Ian'],
    ['the other look-alike', imposed(['Ian']), skeletons('ian'), 0, 'Ian'],
    ['whom it is on, in its last ms', imposed(['ann', 0, 100]), ['ann'], 99, 'ann'],
    ['nobody, once it has run out', imposed(['ann', 0, 100]), ['ann'], 100, undefined],
    [
      'one that lasts, behind one that has run out',
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
  it('takes the place of the one that was on the name, or on one that looks like it', () => {
    expect(inForce(imposed(['ann'], ['ann', 0, 100]), 50)).toEqual([{ whom: 'ann', until: 100 }]);
    expect(activeSanction(imposed(['lan'], ['Ian', 0, 100]), skeletons('lan'), 100)).toBeUndefined();
  });

  it('forgets what has run out, and leaves what it was given as it was', () => {
    const before = imposed(['ann', 0, 100], ['bob']);
    expect([...imposed(['ann', 0, 100], ['bob'], ['cid', 99])].map(([key]) => key)).toEqual([
      'ann',
      'bob',
      'cid',
    ]);
    expect([...imposed(['ann', 0, 100], ['bob'], ['cid', 100])].map(([key]) => key)).toEqual(['bob', 'cid']);
    expect([...before].map(([key]) => key)).toEqual(['ann', 'bob']);
  });

  it('takes so many, and no more, those that have run out not counted', () => {
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
    ['the one on the name', imposed(['ann'], ['bob']), 'ann', ['bob']],
    ['nothing, if there is none', imposed(['ann'], ['bob']), 'cid', ['ann', 'bob']],
    ['one on a look-alike, under all its keys', imposed(['Ian']), 'lan', []],
    ['those of all who look like it', imposed(['lan'], ['ian']), 'Ian', []],
  ])('takes away %s', (_, sanctions, whom, keys) => {
    expect([...lift(deepFreeze(sanctions), skeletons(whom)).keys()]).toEqual(keys);
  });
});

describe('inForce', () => {
  it('has each once, in the order in which they were imposed, without those that have run out', () => {
    const sanctions = imposed(['Ian'], ['ann', 0, 100], ['bob', 0, 200]);
    expect(inForce(sanctions, 99).map(({ whom }) => whom)).toEqual(['Ian', 'ann', 'bob']);
    expect(inForce(sanctions, 100).map(({ whom }) => whom)).toEqual(['Ian', 'bob']);
  });
});

describe('addressKey', () => {
  it('is no key of a name', () => {
    expect(addressKey('192.0.2.1')).toBe('address:192.0.2.1');
    expect(skeletons('192.0.2.1')).not.toContain(addressKey('192.0.2.1'));
  });
});
