import { decodeText } from '../../../src/cli/io/files';

describe('decodeText', () => {
  const text = 'sésame\r\n';
  const swapped = (utf16: Buffer) => Buffer.from(utf16).swap16();
  const marked = Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little-endian', marked],
    ['UTF-16, big-endian', swapped(marked)],
  ])('reads %s', (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it('takes off one byte order mark, the first', () => {
    expect(decodeText(Buffer.from('\ufeff\ufeffa\ufeff'))).toBe('\ufeffa\ufeff');
  });

  it.each([
    ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
    ['a binary', Buffer.from([0x30, 0x82, 0, 1])],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow('it is no text in UTF-8: it has a NUL byte');
  });

  it('of nothing is nothing', () => {
    expect(decodeText(Buffer.alloc(0))).toBe('');
  });
});
