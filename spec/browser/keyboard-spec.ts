import { describeInBrowser, servePage } from '../helpers/browser';
import { enter } from '../helpers/connect';
import { scratch } from '../helpers/scratch';
import { enterPage, lines, parts, shows, type } from '../helpers/page-parts';

describeInBrowser('the page, with the keyboard alone', (browser) => {
  const { file } = scratch();

  it('is entered, talked in and left', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    const page = await browser.open(url);
    await page.keyboard.type('ann');
    await page.keyboard.press('Enter');
    await bob.line('ann has joined the chat');
    await parts(page).message.waitFor();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    expect(await bob.line()).toMatch(/\[ann\]:one$/);
    expect(await bob.line()).toMatch(/\[ann\]:two$/);
    await page.keyboard.type('/qu');
    await page.keyboard.press('Tab');
    await page.keyboard.type('to bed');
    await page.keyboard.press('Enter');
    await bob.line('ann has left the chat ("to bed")');
    await page.getByRole('button', { name: 'Enter again as ann' }).waitFor();
  });

  it('completes commands, chosen by arrows, and names', async () => {
    const { port, url } = await servePage();
    await enter(port, 'robert');
    await enter(port, 'robin');
    const page = await browser.open(url);
    const { message } = parts(page);
    await enterPage(page, 'ann');
    await page.keyboard.type('/m');
    await page.getByRole('option', { name: '/me', selected: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: '/msg', selected: true }).waitFor();
    await page.keyboard.press('Tab');
    expect(await message.inputValue()).toBe('/msg ');
    await page.keyboard.type('rob');
    const completed: string[] = [];
    for (let times = 0; times < 3; times++) {
      await page.keyboard.press('Tab');
      completed.push((await message.inputValue()).trim());
    }
    expect(completed.sort()).toEqual(['/msg robert', '/msg robert', '/msg robin']);
  });

  it('sends each line of what is pasted as a message of its own', async () => {
    const { port, url } = await servePage();
    const bob = await enter(port, 'bob');
    const page = await browser.open(url, { permissions: ['clipboard-read', 'clipboard-write'] });
    await enterPage(page, 'ann');
    await page.evaluate(() => navigator.clipboard.writeText('first\r\nsecond\n\n  \nthird\n'));
    await page.keyboard.press('ControlOrMeta+V');
    await page.keyboard.press('Enter');
    await bob.line(/\[ann\]:third$/);
    expect(bob.lines.flatMap((line) => /\[ann\]:(.*)/.exec(line)?.[1] ?? [])).toEqual([
      'first',
      'second',
      'third',
    ]);
    await shows(page, 'third');
    expect(await lines(page, /^(first|second|third)$/)).toHaveLength(3);
  });

  it('is asked for the operators’ secret by /op alone, and says it to nobody', async () => {
    const { port, url } = await servePage(['--op-file', file('op', 'open sesame\n')]);
    const bob = await enter(port, 'bob');
    const page = await browser.open(url);
    await enterPage(page, 'ann');
    const dialog = page.getByRole('dialog', { name: 'Become an operator' });
    await page.keyboard.type('/op');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('secret').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.type('/op');
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.type('open sesame');
    expect(await dialog.getByLabel('secret').getAttribute('type')).toBe('password');
    await page.keyboard.press('Enter');
    await shows(page, 'you are an operator');
    await page.keyboard.type(' /op open sesame');
    await page.keyboard.press('Enter');
    await page.getByText('Begin with /op, without a space.').waitFor();
    expect(
      await page.evaluate(() =>
        JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)]),
      ),
    ).not.toContain('sesame');
    await parts(page).message.fill('the end');
    await page.keyboard.press('Enter');
    await bob.line('the end');
    expect(bob.lines.join('\n')).not.toContain('sesame');
  });

  it('has its drawers opened, and shut by Escape, on a phone', async () => {
    const { url } = await servePage();
    const page = await browser.open(url, { viewport: { width: 390, height: 844 } });
    await enterPage(page, 'ann');
    for (const name of ['Rooms', 'People']) {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
      await page
        .getByRole('dialog', { name })
        .getByText(name === 'Rooms' ? 'lobby' : 'ann')
        .waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(name);
    }
  });

  it('goes on in the message box once a room, or somebody to write to, was chosen on a phone', async () => {
    const { port, url } = await servePage();
    await enter(port, 'bob');
    const page = await browser.open(url, { viewport: { width: 390, height: 844 } });
    const { message, heading } = parts(page);
    await enterPage(page, 'ann');
    const choose = async (opens: string, name: string) => {
      await page.getByRole('button', { name: opens }).click();
      await page.getByRole('dialog', { name: opens }).getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await choose('People', 'bob');
    await page.keyboard.type('psst');
    expect(await message.inputValue()).toBe('/msg bob psst');
    await message.fill('');
    await page.getByRole('button', { name: 'Rooms' }).click();
    await page.getByRole('textbox', { name: 'Another room' }).fill('den');
    await page.keyboard.press('Enter');
    await heading.getByText('den').waitFor();
    await page.keyboard.type('here');
    expect(await message.inputValue()).toBe('here');
    await page.getByRole('button', { name: 'Rooms' }).click();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('goes on in the message box when the button that was pressed is gone', async () => {
    const { url } = await servePage();
    const page = await browser.open(url);
    const { message } = parts(page);
    await enterPage(page, 'ann');
    const focused = () => message.evaluate((box) => box === document.activeElement);
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'Enter again as ann' }).waitFor();
    expect(await focused()).toBe(true);
    await page.getByRole('button', { name: 'Enter again as ann' }).click();
    await page.getByRole('button', { name: 'Leave' }).waitFor();
    expect(await focused()).toBe(true);
  });

  it('counts in its title what came while nobody looked, until somebody does', async () => {
    const { port, url } = await servePage(['--rate', '0']);
    const bob = await enter(port, 'bob');
    const page = await browser.open(url);
    const { conversation } = parts(page);
    await enterPage(page, 'ann');
    const titled = (title: string) => page.waitForFunction((wanted) => document.title === wanted, title);
    await titled('lobby – rx-chat');
    bob.send(...Array.from({ length: 60 }, (_, index) => `early ${index}`));
    await shows(page, 'early 59');
    await conversation.focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'To the newest' }).waitFor();
    bob.send('late one', 'late two');
    await titled('(2) lobby – rx-chat');
    await page.getByRole('button', { name: '2 new' }).waitFor();
    await conversation.focus();
    await page.keyboard.press('End');
    await titled('lobby – rx-chat');
    await page.getByText('New', { exact: true }).waitFor();
    await type(page, 'read');
    await page.getByText('New', { exact: true }).waitFor({ state: 'detached' });
  });
});
