import type { CDPSession, Page } from 'playwright-core';
import { describeInBrowser, servePage } from '../helpers/browser';
import { enter, type SocketClient } from '../helpers/connect';
import { enterPage, lines, parts, shows } from '../helpers/page-parts';

const LINES = 5000;

/** The most that a hundred older lines may cost to fetch, draw and scroll through, in ms of the processor. */
const STUTTER = 250;

/** Says so many lines, and comes back once they are all in the room. */
const pour = async (client: SocketClient, count: number, text: (index: number) => string): Promise<void> => {
  client.send(...Array.from({ length: count }, (_, index) => text(index)), '/who');
  await client.line('in lobby');
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** How long the page's own thread has worked so far, in ms of the processor: others that want it do not count. */
const worked = async (devtools: CDPSession): Promise<number> => {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
};

/** Where the first line in sight stands, as a person sees it. */
interface Place {
  readonly text: string;
  readonly top: number;
}

/** Scrolls near to the oldest line there is, frame after frame, and says what is in sight once older ones have come. */
const scrollUp = (page: Page): Promise<{ readonly before: Place; readonly after: Place }> =>
  page.evaluate(async () => {
    const scroller = document.querySelector('[aria-label=Conversation]');
    if (!scroller) throw new Error('no conversation');
    const rows = () => [...scroller.querySelectorAll('.row')];
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const oldest = rows()[0];
    while (scroller.scrollTop > 300) {
      scroller.scrollTop = Math.max(300, scroller.scrollTop - 1000);
      await frame();
    }
    const edge = scroller.getBoundingClientRect().top;
    const row = rows().find((each) => each.getBoundingClientRect().bottom > edge);
    const place = () => ({ text: row?.textContent ?? '', top: row?.getBoundingClientRect().top ?? NaN });
    const before = place();
    while (rows()[0] === oldest) await frame();
    await frame();
    return { before, after: place() };
  });

describeInBrowser('the page, with 5,000 lines behind it', (browser) => {
  it('goes back to the first of them at a steady cost, and stays where it is read', async () => {
    const { port, url } = await servePage(['--history', String(2 * LINES), '--rate', '0']);
    const bob = await enter(port, 'bob');
    await pour(bob, LINES, (index) => `line ${index} ${'some words '.repeat(index % 9)}`);
    const page = await browser.open(url);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await enterPage(page, 'ann');
    await shows(page, 'line 4999');
    const costs: number[] = [];
    while ((await page.locator('.row').count()) < LINES) {
      const start = await worked(devtools);
      const { before, after } = await scrollUp(page);
      costs.push((await worked(devtools)) - start);
      expect(after.text).toBe(before.text);
      expect(Math.abs(after.top - before.top)).toBeLessThan(3);
    }
    const [first, last] = [median(costs.slice(0, 10)), median(costs.slice(-10))];
    expect(last).toBeLessThan(2 * first);
    expect(last).toBeLessThan(STUTTER);
    expect(await lines(page, /^line/)).toHaveLength(LINES);
    await parts(page).conversation.getByText('This is where it begins.').waitFor({ state: 'attached' });
  }, 120_000);
});

describeInBrowser('the page of a tab that has stopped', (browser) => {
  it('is skipped forward, says how far, and goes on with the newest', async () => {
    const { port, url } = await servePage(['--rate', '0', '--tape', '65536', '--history', '10']);
    const [bob, cid] = [await enter(port, 'bob'), await enter(port, 'cid')];
    await enter(port, 'dan');
    const page = await browser.open(url);
    await enterPage(page, 'ann');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Debugger.enable');
    const stopped = new Promise((resolve) => devtools.once('Debugger.paused', resolve));
    await devtools.send('Debugger.pause');
    await stopped;
    await pour(bob, 6000, (index) => `flood ${index} ${'x'.repeat(3900)}`);
    await cid.line('flood 5999');
    await devtools.send('Debugger.resume');
    await page
      .locator('.gap')
      .getByText(/^\d+ lines were skipped here/)
      .first()
      .waitFor();
    bob.send('after the flood');
    await shows(page, 'after the flood');
    const skipped = await page.locator('.gap').allTextContents();
    const count = skipped.reduce((sum, text) => sum + Number(/^\d+/.exec(text)), 0);
    const seen = (await lines(page, /^flood \d/)).map((text) => Number(/\d+/.exec(text)));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(seen).size + count).toBe(6000);
  });
});
