import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { browserPath, launchBrowser, servePage } from '../spec/helpers/browser';
import { enter, type SocketClient } from '../spec/helpers/connect';
import { enterPage, parts, shows, type } from '../spec/helpers/page-parts';
import { killPrograms } from '../spec/helpers/run-program';

const folder = join(__dirname, '../docs/images');

const sizes = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/** Says a line, and goes on once it shows. */
const says = async (page: Page, from: SocketClient, line: string): Promise<void> => {
  from.send(line);
  await shows(page, line.replace(/^\/(me|msg \S+) /, ''));
};

/** A small conversation between a browser and some terminals. */
const converse = async (page: Page, port: number): Promise<void> => {
  const [bob, cid, eva] = [await enter(port, 'bob'), await enter(port, 'cid'), await enter(port, 'eva')];
  cid.send('/join tea', '/topic biscuits');
  await cid.line('cid set the topic');
  bob.send('/topic what we ship on Friday');
  await enterPage(page, 'ann');
  await says(page, bob, 'morning, ann');
  await type(page, 'morning! is the release out?');
  await says(page, bob, 'almost: the last tests are running');
  await says(page, bob, 'the notes are at https://example.org/notes');
  await says(page, eva, 'I read them in nc, over ssh, from a train');
  await says(page, eva, '/me waves');
  await type(page, 'and I from a browser');
  await shows(page, 'and I from a browser');
  await says(page, bob, '/msg ann cake at three, do not tell eva');
  const dan = await enter(port, 'dan');
  await says(page, dan, 'what have I missed?');
  await type(page, 'nothing: scroll up');
  await shows(page, 'nothing: scroll up');
  const { rooms, message } = parts(page);
  if (!(await rooms.isVisible())) return;
  await rooms.getByRole('button', { name: 'Refresh the list of rooms' }).click();
  await rooms.getByRole('button', { name: 'lobby 4' }).waitFor();
  await message.focus();
};

const shoot = async (
  browser: Browser,
  name: keyof typeof sizes,
  colorScheme: 'light' | 'dark',
): Promise<void> => {
  const { port, url } = await servePage();
  const context = await browser.newContext({ ...sizes[name], colorScheme });
  const page = await context.newPage();
  await page.goto(url);
  await converse(page, port);
  await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  await context.close();
  await killPrograms();
};

const main = async (): Promise<void> => {
  if (browserPath === undefined) throw new Error('no chromium is installed');
  mkdirSync(folder, { recursive: true });
  const browser = await launchBrowser();
  for (const name of ['desktop', 'phone'] as const)
    for (const scheme of ['light', 'dark'] as const) await shoot(browser, name, scheme);
  await browser.close();
};

void main();
