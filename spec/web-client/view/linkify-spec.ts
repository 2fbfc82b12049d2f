import fc from 'fast-check';
import { linkify } from '../../../src/web-client/view/linkify';

const links = (text: string) =>
  linkify(text).flatMap(({ text: shown, href }) => (href === undefined ? [] : [[shown, href]]));

describe('the links in a text', () => {
  it.each([
    ['see https://example.org/a, and', 'https://example.org/a'],
    ['(https://example.org/a_(b))', 'https://example.org/a_(b)'],
    ['HTTP://EXAMPLE.ORG', 'HTTP://EXAMPLE.ORG'],
    ['<https://example.org>', 'https://example.org'],
    ['https://example.org/?q=1&r=2#x.', 'https://example.org/?q=1&r=2#x'],
    ['“https://example.org/”', 'https://example.org/'],
    ['[https://example.org]', 'https://example.org'],
    ['{https://example.org/a}', 'https://example.org/a'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['_https://example.org_', 'https://example.org'],
    ['`https://example.org/a`b', 'https://example.org/a'],
    ['見て https://example.org/a。次', 'https://example.org/a'],
  ])('are found in %s', (text, address) => {
    expect(links(text)).toEqual([[address, new URL(address).href]]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x file:///etc/passwd ftp://example.org',
    'xhttps://example.org',
    'https://',
    'https:// example.org',
    'https://example.org@evil.example/',
    'https://example.org:443@evil.example/',
    'https://:x@evil.example/',
    `https://example.org/${'a'.repeat(3000)}`,
  ])('are none in %s', (text) => expect(links(text)).toEqual([]));

  it('lead to the web alone, and leave the text as it was', () => {
    const word = fc.constantFrom(
      'https://',
      'http://a.b',
      'javascript:',
      ')',
      '(',
      '.',
      ' ',
      '<b>',
      '"',
      'x',
      '\u202e',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
        const text = words.join('');
        const parts = linkify(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const { href } of parts) if (href !== undefined) expect(href).toMatch(/^https?:\/\//);
      }),
    );
  });

  it('take a time in proportion to a text that is made to take longer', () => {
    for (const text of [
      `https://a${')'.repeat(200_000)}`,
      'https://'.repeat(50_000),
      'https://a.'.repeat(50_000),
    ])
      expect(
        linkify(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
  });
});
