import { alertFor, mentions, documentTitle } from '../../../src/web-client/state/alerts';
import { initialState } from '../../../src/web-client/state/state';
import { after, AT, hear, inside, said } from '../reduce-actions';

describe('what calls for attention', () => {
  it('is a private message, and one with the reader’s name', () => {
    const told = {
      type: 'told',
      at: new Date(AT).toISOString(),
      from: 'bob',
      to: 'ann',
      text: 'psst',
    } as const;
    expect(alertFor(told, inside())).toEqual({ title: 'bob to you', body: 'psst' });
    expect(alertFor(said(1, 'ann: hi'), inside())).toEqual({ title: 'bob in lobby', body: 'ann: hi' });
    expect(alertFor(said(1, 'hi'), inside())).toBeUndefined();
    expect(alertFor(said(1, 'ann is me', 'ann'), inside())).toBeUndefined();
    expect(alertFor(said(1, 'ann: hi'), initialState)).toBeUndefined();
  });

  it.each([
    ['ann', true],
    ['Ann!', true],
    ['hey ann', true],
    ['hey ann there', true],
    ['x𝔞ann', false],
    ['(ann)', true],
    ['joanna, ann', true],
    ['joanna', false],
    ['annie', false],
    ['ann2', false],
  ])('%s names ann: %s', (text, expected) => expect(mentions(text, 'ann')).toBe(expected));

  it('is counted in the title', () => {
    expect(documentTitle(initialState)).toBe('rx-chat');
    expect(documentTitle(inside())).toBe('lobby – rx-chat');
    expect(documentTitle(after(inside(), { kind: 'look', reading: false }, hear(said(11, 'a'))))).toBe(
      '(1) lobby – rx-chat',
    );
  });
});
