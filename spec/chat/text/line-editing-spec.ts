import fc from 'fast-check';
import { applyLineEditing } from '../../../src/chat';

describe('applyLineEditing', () => {
  it.each([
    ['a backspace', 'hellp\bo', 'hello'],
    ['a DEL', 'hellp\x7fo', 'hello'],
    ['as many as there are characters', `hunter2${'\x7f'.repeat(7)}good`, 'good'],
    ['more than there are characters', 'a\b\b\bb', 'b'],
    ['what kills the line', 'all this\x15that', 'that'],
    ['a character with its marks', 'xe\u0301\u0323\by', 'xy'],
    ['a mark that came behind a correction', 'ab\b\u0301', 'a\u0301'],
    ['a character of two code units', '😀😀\b!', '😀!'],
    ['a joined emoji', 'x👩\u200d👩\u200d👧\by', 'xy'],
    ['an emoji with a skin tone', 'x👍🏽\by', 'xy'],
    ['a flag', 'x🇦🇹\by', 'xy'],
    ['an arrow key, which shows nothing', 'ab\x1b[Dc\b!', 'ab!'],
    ['an arrow key before a command', 'x\x1b[A\b/msg bob psst', '/msg bob psst'],
    ['nothing', 'hello\tthere\x1b[A', 'hello\tthere\x1b[A'],
  ])('turns %s into the text its writer means', (_, raw, text) => {
    expect(applyLineEditing(raw)).toBe(text);
  });

  it('leaves no editing character, and removes none of the text after it', () => {
    const part = fc.constantFrom('a', 'é', 'e\u0301', '😀', '\b', '\x7f', '\x15', '\x1b[A', ' ', '\u200d');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = applyLineEditing(parts.join(''));
        expect(text).not.toMatch(/[\b\x7f\x15]/); // eslint-disable-line no-control-regex -- these keys must be gone
        expect(applyLineEditing(`${parts.join('')}\x15end`)).toBe('end');
      }),
    );
  });
});
