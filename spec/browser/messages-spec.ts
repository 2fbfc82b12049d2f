import { spawn } from 'node:child_process';
import { describeInBrowser, servePage } from '../helpers/browser';
import { enter } from '../helpers/connect';
import { enterPage, parts, shows, type } from '../helpers/page-parts';
import { gather } from '../helpers/run-program';
import { describeWith } from '../helpers/where-installed';

describeInBrowser('the page', (browser) => {
  it('talks with who came over TCP, in both directions', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    bob.send('before');
    const page = await browser.open(url);
    await enterPage(page, 'ann');
    await bob.line('ann has joined the chat');
    await shows(page, 'before');
    await type(page, 'hello, bob', '/me waves');
    expect(await bob.line(/\[ann\]:/)).toMatch(/\[ann\]:hello, bob$/);
    await bob.line('* ann waves');
    bob.send('hello, ann', '/me bows');
    await shows(page, 'hello, ann');
    await shows(page, 'bob bows');
    expect(await parts(page).pending.locator('.line').count()).toBe(0);
  });

  it('changes a name, and shows those that others change', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    const page = await browser.open(url);
    const { people } = parts(page);
    await enterPage(page, 'ann');
    await type(page, '/nick anna');
    await bob.line('ann is now known as anna');
    await people.getByText('anna').waitFor();
    bob.send('/nick robert');
    await shows(page, 'bob is now known as robert');
    await people.getByRole('button', { name: 'robert' }).waitFor();
    expect(await people.getByRole('listitem').allTextContents()).toEqual(['anna you', 'robert']);
  });

  it('shows who is here as they come and go', async () => {
    const { port, url } = await servePage();
    const page = await browser.open(url);
    const { people } = parts(page);
    await enterPage(page, 'ann');
    await people.getByRole('heading', { name: 'People 1' }).waitFor();
    const bob = await enter(port, 'bob');
    await people.getByRole('button', { name: 'bob' }).waitFor();
    await people.getByRole('heading', { name: 'People 2' }).waitFor();
    bob.vanish();
    await people.getByRole('heading', { name: 'People 1' }).waitFor();
    expect(await people.getByRole('button', { name: 'bob' }).count()).toBe(0);
  });

  it('goes to other rooms, and hears of them what is said there alone', async () => {
    const { port, url } = await servePage();
    const [bob, cid] = [await enter(port, 'bob'), await enter(port, 'cid')];
    cid.send('/join tea', '/topic biscuits');
    await cid.line('cid set the topic: biscuits');
    const page = await browser.open(url);
    const { rooms, heading } = parts(page);
    await enterPage(page, 'ann');
    await rooms.getByRole('button', { name: 'tea 1' }).click();
    await heading.getByText('tea').waitFor();
    await page.locator('header').getByText('biscuits').waitFor();
    await bob.line('ann has left the chat');
    await cid.line('ann has joined the chat');
    bob.send('in the lobby', '/join tea');
    await shows(page, 'bob has joined');
    await type(page, 'in the tea room');
    expect(await bob.line(/\[ann\]:/)).toMatch(/\[ann\]:in the tea room$/);
    await shows(page, 'in the tea room');
    expect(await parts(page).log.getByText('in the lobby').count()).toBe(0);
    await type(page, '/join attic');
    await heading.getByText('attic').waitFor();
    await rooms.getByRole('button', { name: 'attic 1' }).and(page.locator('[aria-current]')).waitFor();
  });

  it('takes and sends private messages, which nobody else gets', async () => {
    const { port, url } = await servePage();
    const [bob, cid] = [await enter(port, 'bob'), await enter(port, 'cid')];
    const page = await browser.open(url);
    const { people, message, log } = parts(page);
    await enterPage(page, 'ann');
    bob.send('/msg ann psst');
    await log.locator('.told').filter({ hasText: 'psst' }).getByText('bob').first().waitFor();
    await people.getByRole('button', { name: 'bob' }).click();
    expect(await message.inputValue()).toBe('/msg bob ');
    await page.keyboard.type('yes?');
    await page.keyboard.press('Enter');
    expect(await bob.line('ann ->')).toMatch(/\[ann -> bob\]:yes\?$/);
    await shows(page, 'yes?');
    await type(page, 'to all');
    await cid.line(/\[ann\]:to all$/);
    expect(cid.text).not.toMatch(/psst|yes\?/);
  });

  describeWith('nc', ['how the page talks with nc', '-h'])('and nc', () => {
    it('hear each other; a Ctrl-C there is one leave here', async () => {
      const { port, url } = await servePage();
      const page = await browser.open(url);
      await enterPage(page, 'ann');
      const nc = spawn('nc', ['127.0.0.1', String(port)]);
      const heard = gather(nc.stdout);
      nc.stdin.write('bob\nfrom a terminal\n');
      await shows(page, 'from a terminal');
      await type(page, 'from a browser');
      await heard.find(/\[ann\]:from a browser\n/);
      nc.kill('SIGINT');
      await shows(page, 'bob has left');
      await type(page, 'alone again');
      await shows(page, 'alone again');
      expect(await parts(page).log.getByText('bob has left').count()).toBe(1);
    });
  });
});
