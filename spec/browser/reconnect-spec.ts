import { describeInBrowser, servePage, UNREACHABLE } from '../helpers/browser';
import { enter } from '../helpers/connect';
import { enterPage, lines, parts, shows, type } from '../helpers/page-parts';
import { runProgram } from '../helpers/run-program';
import { relayTo, type Relay } from '../helpers/relay';
import { scratch } from '../helpers/scratch';

const numbered = (word: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index}`);

describeInBrowser('the page picks up', (browser) => {
  const { path } = scratch();
  let relay: Relay | undefined;
  afterEach(() => relay?.close());

  it('after a reload, with nothing lost and nothing doubled', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    const page = await browser.open(url);
    await enterPage(page, 'ann');
    bob.send(...numbered('said before', 5));
    await shows(page, 'said before 4');
    await type(page, 'said by myself');
    await shows(page, 'said by myself');
    await parts(page).message.fill('not sent yet');
    const reloaded = page.reload();
    bob.send(...numbered('said meanwhile', 5));
    await reloaded;
    bob.send('said after');
    await shows(page, 'said after');
    const all = [
      ...numbered('said before', 5),
      'said by myself',
      ...numbered('said meanwhile', 5),
      'said after',
    ];
    expect(await lines(page, /^said/)).toEqual(all);
    expect(await parts(page).message.inputValue()).toBe('not sent yet');
    bob.send('/who');
    expect(await bob.line('in lobby')).toMatch(/^\* 2 in lobby: /);
  });

  it('by itself after the server was killed, with all that was said while it was cut off', async () => {
    const args = ['--data', path('data')];
    const first = await servePage(args);
    const bob = await enter(first.port, 'bob');
    const page = await browser.open(first.url, { complains: UNREACHABLE });
    await enterPage(page, 'ann');
    bob.send(...numbered('said before', 3));
    await shows(page, 'said before 2');
    await type(page, 'said by myself');
    await shows(page, 'said by myself');
    first.program.child.kill('SIGKILL');
    await parts(page).status.getByText('The connection is lost').waitFor();

    const second = runProgram(['serve', '0', '--host', '127.0.0.1', ...args]);
    const bobAgain = await enter(await second.port(), 'bob');
    bobAgain.send(...numbered('said meanwhile', 3), '/who');
    await bobAgain.line('in lobby');
    second.child.kill('SIGKILL');
    await second.exit;

    const third = await servePage(args, first);
    const bobAtLast = await enter(third.port, 'bob');
    bobAtLast.send('said after');
    await shows(page, 'said after');
    await type(page, 'said as before');
    await bobAtLast.line(/\[ann\]:said as before$/);
    await shows(page, 'said as before');
    expect(await lines(page, /^said/)).toEqual([
      ...numbered('said before', 3),
      'said by myself',
      ...numbered('said meanwhile', 3),
      'said after',
      'said as before',
    ]);
    expect(await page.locator('.gap').count()).toBe(0);
  });

  it('with a mark, where the server that is back remembers nothing', async () => {
    const first = await servePage();
    const bob = await enter(first.port, 'bob');
    const page = await browser.open(first.url, { complains: UNREACHABLE });
    await enterPage(page, 'ann');
    bob.send('said before');
    await shows(page, 'said before');
    first.program.child.kill('SIGKILL');
    await first.program.exit;
    const second = await servePage([], first);
    const bobAgain = await enter(second.port, 'bob');
    await parts(page).log.getByText('The server has started anew here').waitFor();
    bobAgain.send('said after');
    await shows(page, 'said after');
    const marked = await page.locator('[role=log] .text, [role=log] .gap').allTextContents();
    expect(marked.filter((text) => /^said|anew/.test(text))).toEqual([
      'said before',
      expect.stringContaining('started anew'),
      'said after',
    ]);
  });

  it('with an own line that came through while its receipt did not: it stands there once', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    relay = await relayTo(Number(new URL(url).port));
    const page = await browser.open(`http://127.0.0.1:${relay.port}/`, { complains: UNREACHABLE });
    await enterPage(page, 'ann');
    relay.mute();
    await type(page, 'into the silence');
    await bob.line(/\[ann\]:into the silence$/);
    await parts(page).pending.getByText('into the silence').waitFor();
    relay.cut();
    await bob.line('ann has left the chat');
    relay.mend();
    await shows(page, 'into the silence');
    bob.send('heard');
    await shows(page, 'heard');
    expect(await page.getByText('into the silence').count()).toBe(1);
    expect(bob.lines.filter((line) => line.includes('silence'))).toHaveLength(1);
  });

  it('with an own line that did not come through: it says so, and sends it once when told to', async () => {
    const args = ['--data', path('data')];
    const first = await servePage(args);
    const page = await browser.open(first.url, { complains: UNREACHABLE });
    await enterPage(page, 'ann');
    first.program.child.kill('SIGSTOP');
    await type(page, 'into the void');
    await parts(page).pending.getByText('sending').waitFor();
    first.program.child.kill('SIGKILL');
    await first.program.exit;
    const second = await servePage(args, first);
    const bob = await enter(second.port, 'bob');
    await parts(page).pending.getByText('not sent').waitFor();
    await parts(page).pending.getByRole('button', { name: 'Send again' }).click();
    await bob.line(/\[ann\]:into the void$/);
    await shows(page, 'into the void');
    expect(await page.getByText('into the void').count()).toBe(1);
    expect(bob.lines.filter((line) => line.includes('void'))).toHaveLength(1);
  });

  it('and accounts for each line of somebody who goes on typing while the way breaks', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    relay = await relayTo(Number(new URL(url).port));
    const page = await browser.open(`http://127.0.0.1:${relay.port}/`, { complains: UNREACHABLE });
    await enterPage(page, 'ann');
    const { message, pending } = parts(page);
    const typed = numbered('typed', 30);
    for (const [index, line] of typed.entries()) {
      await type(page, line);
      if (index % 10 === 4) relay.mute();
      if (index % 10 === 7) relay.cut();
      if (index % 10 === 7) relay.mend();
      while ((await message.inputValue()) !== '') {
        await page.locator('.banner[data-phase=entered]').waitFor({ state: 'attached' });
        await message.press('Enter');
      }
    }
    bob.send('the end');
    await shows(page, 'the end');
    const shown = await lines(page, /^typed/);
    const unsent = (await pending.locator('.text').allTextContents()).filter((text) => text !== '');
    expect([...shown, ...unsent].sort()).toEqual([...typed].sort());
    expect(bob.lines.flatMap((line) => /\[ann\]:(.*)/.exec(line)?.[1] ?? [])).toEqual(shown);
  });

  it('nothing of a tab that has crashed: it is gone once, for all others', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    const [lost, kept] = [await browser.open(url), await browser.open(url)];
    await enterPage(lost, 'ann');
    await enterPage(kept, 'eva');
    const crashed = lost.waitForEvent('crash');
    const devtools = await lost.context().newCDPSession(lost);
    void devtools.send('Page.crash').catch(() => undefined);
    await crashed;
    await bob.line('ann has left the chat');
    await shows(kept, 'ann has left');
    bob.send('and now?');
    await shows(kept, 'and now?');
    expect((await lines(kept)).filter((text) => text.includes('ann has left'))).toHaveLength(1);
    bob.send('/who');
    await bob.line('in lobby');
    expect(bob.lines.filter((line) => line.includes('has left'))).toEqual(['ann has left the chat']);
  });
});
