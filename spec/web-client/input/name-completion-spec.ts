import { suggestNames, insertName } from '../../../src/web-client/input/name-completion';

const end = (text: string) => ({ text, at: text.length });

describe('the names that Tab offers', () => {
  it('begin with the word before the cursor, those first that are written like it', () => {
    expect(suggestNames(end('hi an'), ['Ann', 'bob', 'anna'])).toEqual({ from: 3, names: ['anna', 'Ann'] });
    expect(suggestNames(end('hi @an'), ['ann'])).toEqual({ from: 4, names: ['ann'] });
    expect(suggestNames({ text: 'bo there', at: 2 }, ['bob'])).toEqual({ from: 0, names: ['bob'] });
  });

  it('are none without a word', () => {
    expect(suggestNames(end('hi '), ['ann']).names).toEqual([]);
    expect(suggestNames(end(''), ['ann']).names).toEqual([]);
  });

  it('are put in its place, and spoken to at the start of a line', () => {
    expect(insertName(end('an'), 0, 'ann')).toEqual(end('ann: '));
    expect(insertName(end('one\nan'), 4, 'ann')).toEqual(end('one\nann: '));
    expect(insertName({ text: 'hi an!', at: 5 }, 3, 'ann')).toEqual({ text: 'hi ann !', at: 7 });
  });
});
