import type { Page } from 'playwright-core';
import { cleanText } from '../../src/chat/text/clean-text';
import { describeInBrowser, servePage } from '../helpers/browser';
import { enter } from '../helpers/connect';
import { enterPage, lines, parts, shows } from '../helpers/page-parts';

/** The names there can be that are the hardest to show: markup is none. */
const names = [
  'W'.repeat(32),
  'constructor',
  'hasOwnProperty',
  'مرحبا',
  'e\u0323\u0302\u0301\u0308'.repeat(6),
];

/** The left and right overrides, which turn what stands around them if they are not kept apart. */
const [LRO, RLO] = ['\u202d', '\u202e'];

const texts = [
  '<script>hurt()</script>',
  '<img src=x onerror=hurt()>',
  '<svg/onload=hurt()>',
  '</span></div><h1>broken out</h1>',
  '&lt;b&gt; &amp; &#x3c;',
  'javascript:hurt() and data:text/html,<script>hurt()</script>',
  '[here](javascript:hurt())',
  'W'.repeat(4000),
  'http://a.example/' + 'x'.repeat(3900),
  `مرحبا بالعالم، كيف حالكم؟ (نعم)`,
  `${LRO}left${RLO}right to left`,
  'e' + '\u0301'.repeat(500),
  '👩‍👩‍👧‍👦🏳️‍🌈👍🏽',
  '👩‍👩‍👧‍👦'.repeat(150),
];

/** How far the page, or a part of it that does not scroll sideways on purpose, is wider than there is room for. */
const overflow = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [
      document.documentElement,
      ...document.querySelectorAll('.chat, .middle, .scroller, .side, .drawer, .top'),
    ]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} of ${clientWidth}`),
  );

/** Makes `hurt` something that can be called, and seen to have been. */
const script = 'window.hurts = 0; window.hurt = () => void window.hurts++;';
const hurts = (page: Page): Promise<unknown> => page.evaluate(() => (window as { hurts?: number }).hurts);

describeInBrowser('the page, of names and texts that mean harm', (browser) => {
  it.each([
    ['phone', { width: 390, height: 844 }],
    ['desktop', { width: 1280, height: 800 }],
  ])('shows them as they are on a %s, and keeps its shape', async (_, viewport) => {
    const { port, url } = await servePage(['--rate', '0', '--join-rate', '0']);
    const bob = await enter(port, 'bob');
    const page = await browser.open(url, { viewport, script });
    await enterPage(page, 'ann');
    bob.send(`/topic ${'<h1>'.repeat(40)}`, ...texts, 'the end');
    for (const name of names) {
      const client = await enter(port, name.normalize());
      client.send(`I am ${name.length}`, `/msg ann ${name}`);
      await shows(page, `I am ${name.length}`);
    }
    await shows(page, 'the end');
    const shown = await lines(page);
    const clean = texts.map(cleanText);
    expect(shown.slice(shown.indexOf(clean[0] ?? ''), shown.indexOf('the end'))).toEqual(clean);
    if (viewport.width < 500) await page.getByRole('button', { name: 'People' }).click();
    const people = page.locator('.panel').filter({ hasText: 'People' }).locator('.entry bdi');
    expect((await people.allTextContents()).sort()).toEqual(
      ['ann', 'bob', ...names.map((name) => name.normalize())].sort(),
    );
    expect(await overflow(page)).toEqual([]);
    expect(await page.locator('[role=log] :is(script, img, svg, b, h1)').count()).toBe(0);
    expect(await hurts(page)).toBe(0);
  });

  it.each(['<script>hurt()</script>', '<img/src=x/onerror=hurt()>', 'javascript:hurt()'])(
    'takes %s for no name, and says why',
    async (name) => {
      const { url } = await servePage();
      const page = await browser.open(`${url}/#${name}?name=${name}`, { script });
      const { name: field, enter: button } = parts(page);
      await field.fill(name);
      await button.click();
      await page
        .getByRole('alert')
        .getByText('A name may have only letters')
        .or(page.getByText('A name must begin with'))
        .waitFor();
      expect(await field.inputValue()).toBe(name);
      expect(await hurts(page)).toBe(0);
    },
  );

  it('makes links of addresses of the web alone, and they tell nothing of it', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    const page = await browser.open(url, { script });
    await enterPage(page, 'ann');
    bob.send(
      'see (https://a.example/b_(c)?d=e&f), HTTP://B.EXAMPLE.',
      'javascript:hurt() data:text/html,x ftp://c.example file:///etc/passwd //d.example vbscript:x blob:https:x',
      'https:javascript:hurt() https://javascript:hurt() http:// https://"onclick=hurt() jar:http',
    );
    await shows(page, 'jar:http');
    const links = await parts(page)
      .log.getByRole('link')
      .evaluateAll((all) =>
        all.map((each) => ['href', 'target', 'rel'].map((name) => each.getAttribute(name))),
      );
    expect(links).toEqual(
      ['https://a.example/b_(c)?d=e&f', 'http://b.example/'].map((href) => [
        href,
        '_blank',
        'noopener noreferrer nofollow',
      ]),
    );
  });
});
