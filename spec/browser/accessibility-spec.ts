import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type * as Axe from 'axe-core';
import { describeInBrowser, servePage } from '../helpers/browser';
import { enter } from '../helpers/connect';
import { enterPage, parts, shows, type } from '../helpers/page-parts';

const script = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

/** What a machine can find of what keeps people out: rules of WCAG 2.2 and of good practice that are broken, and where. */
const violations = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const { axe } = window as unknown as { readonly axe: typeof Axe };
    // Nothing moves while colours are measured.
    await Promise.all(document.getAnimations().map((each) => each.finished));
    const found = await axe.run(document);
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });

describeInBrowser('the page, as axe sees it', (browser) => {
  it.each([
    ['phone, light', phone, 'light'],
    ['phone, dark', phone, 'dark'],
    ['desktop, light', desktop, 'light'],
    ['desktop, dark', desktop, 'dark'],
  ] as const)('has nothing that keeps people out on a %s', async (_, viewport, colorScheme) => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    bob.send('/topic tea, and what goes with it');
    const page = await browser.open(url, { viewport, colorScheme, script });
    const found: Record<string, readonly string[]> = { door: await violations(page) };
    await enterPage(page, 'ann');
    bob.send('see https://example.org/', '/me waves', '/msg ann psst', 'W'.repeat(300), 'مرحبا', '👩‍👩‍👧‍👦');
    await type(page, 'mine', '/nope', '/who');
    await shows(page, '2 in lobby');
    await shows(page, '👩‍👩‍👧‍👦');
    found.room = await violations(page);
    await parts(page).message.fill('/m');
    await page.getByRole('option').first().waitFor();
    found.commands = await violations(page);
    await parts(page).message.fill('too long '.repeat(600));
    await parts(page).message.press('Enter');
    await page.getByText('bytes too long').waitFor();
    found.refusal = await violations(page);
    if (viewport === phone)
      for (const name of ['Rooms', 'People']) {
        await page.getByRole('button', { name }).click();
        await page.getByRole('dialog', { name }).waitFor();
        found[name] = await violations(page);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    await parts(page).message.fill('');
    await type(page, '/quit');
    await page.getByRole('button', { name: 'Enter again as ann' }).waitFor();
    found.end = await violations(page);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((where) => [where, []])));
  });
});

describeInBrowser('the page, as a screen reader hears it', (browser) => {
  it('tells what is said, and nothing of the older messages that are put in front', async () => {
    const { port, url } = await servePage(['--history', '300', '--rate', '0']);
    const bob = await enter(port, 'bob');
    bob.send(...Array.from({ length: 250 }, (_, index) => `early ${index} ${'x'.repeat(500)}`), '/who');
    await bob.line('in lobby');
    const page = await browser.open(url);
    const { log, conversation } = parts(page);
    await enterPage(page, 'ann');
    await shows(page, 'early 249');
    expect(await log.getByText('early 100 ').count()).toBe(0);
    const heard = () => log.and(page.locator('[aria-live=polite]')).waitFor();
    await heard();
    await log.evaluate((element) => {
      const told: string[] = [];
      Object.assign(window, { told });
      const note = (records: readonly MutationRecord[]): void => {
        const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
        if (element.ariaLive === 'polite') told.push(...added.map((node) => node.textContent ?? ''));
      };
      new MutationObserver(note).observe(element, { childList: true, subtree: true });
    });
    await conversation.focus();
    // On a busy machine the list may still be drawn as the key is pressed: it is pressed until the older ones come.
    const older = log.getByText('early 100 ').last();
    for (let presses = 0; presses < 5 && (await older.count()) === 0; presses++) {
      await page.keyboard.press('Home');
      await older.waitFor({ timeout: 3000 }).catch(() => undefined);
    }
    await shows(page, 'early 100 ');
    await heard();
    bob.send('late');
    await shows(page, 'late');
    const told = await page.evaluate(() => (window as unknown as { readonly told: readonly string[] }).told);
    expect(told.filter((text) => text.includes('early'))).toEqual([]);
    expect(told.filter((text) => text.includes('late'))).toHaveLength(1);
  });
});
