import { suggestCommand } from '../../../src/dialects/common/suggest-command';

const WORDS = ['who', 'nick', 'me', 'history', 'unmute', 'mute', 'help'];

describe('suggestCommand', () => {
  it.each<[string, string | undefined]>([
    ['nikc', 'nick'],
    ['nic', 'nick'],
    ['nicks', 'nick'],
    ['WHO', 'who'],
    ['hystorry', 'history'],
    ['hixxxry', undefined],
    ['mutee', 'mute'],
    ['muet', 'mute'],
    ['hepl', 'help'],
    ['wh', 'who'],
    ['foo', undefined],
    ['wxy', undefined],
    ['histxxx', undefined],
    ['xx', undefined],
    ['w', undefined],
    ['m', undefined],
    ['mx', 'me'],
    ['abme', undefined],
    ['', undefined],
    ['x'.repeat(33), undefined],
    ['constructor', undefined],
  ])('suggests for %j: %j', (typed, word) => {
    expect(suggestCommand(typed, WORDS)).toBe(word);
  });

  it('suggests nothing for a text longer than any command', () => {
    const word = 'x'.repeat(33);
    expect([suggestCommand(word, [word]), suggestCommand(word.slice(1), [word])]).toEqual([undefined, word]);
  });
});
