import { quote } from '../../../src/conform/client/quote';

describe('quote', () => {
  it.each([
    ['a line', 'hi "you" {é}', '"hi "you" {é}"'],
    ['line ends and tabs', 'a\r\n\tb', '"a\\r\\n\\tb"'],
    ['an escape sequence', '\u001b[31mred', '"\\u001b[31mred"'],
    ['C1, DEL and bidirectional marks', '\u009b\u007f\u202e\u2066', '"\\u009b\\u007f\\u202e\\u2066"'],
    ['what is not seen', 'a\u00adb\u2060\u{e0041}', '"a\\u00adb\\u2060\\u{e0041}"'],
    ['a half surrogate, but no whole one', '\ud83d😀', '"\\ud83d😀"'],
  ])('%s', (_, text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it('cuts what is long', () => {
    expect(quote('x'.repeat(1000))).toBe(`"${'x'.repeat(120)}…"`);
  });
});
