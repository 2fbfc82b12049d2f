import type { Page } from 'playwright-core';

/** What a person sees of the page and uses, by the names that a screen reader says. */
export const parts = (page: Page) => ({
  name: page.getByRole('textbox', { name: 'Name' }),
  room: page.getByRole('textbox', { name: 'Room', exact: true }),
  enter: page.getByRole('button', { name: 'Enter the chat' }),
  message: page.getByRole('textbox', { name: 'Message' }),
  log: page.getByRole('log'),
  people: page.getByRole('complementary', { name: 'People' }),
  rooms: page.getByRole('navigation', { name: 'Rooms' }),
  heading: page.getByRole('heading', { level: 1 }),
  conversation: page.getByRole('region', { name: 'Conversation' }),
  pending: page.getByRole('group', { name: 'Your messages on their way' }),
  status: page.locator('.banner').getByRole('status'),
});

/** Enters from the door. */
export const enterPage = async (page: Page, name: string): Promise<void> => {
  const { name: field, enter, message } = parts(page);
  await field.fill(name);
  await enter.click();
  await message.waitFor();
};

/** Types each line, and sends it. */
export const type = async (page: Page, ...lines: readonly string[]): Promise<void> => {
  const { message } = parts(page);
  for (const line of lines) {
    await message.fill(line);
    await message.press('Enter');
  }
};

/** Waits until a text shows among the messages. */
export const shows = (page: Page, text: string | RegExp): Promise<void> =>
  parts(page).log.getByText(text).last().waitFor();

/** The texts of the lines that match, in the order in which they stand. */
export const lines = async (page: Page, match = /(?:)/): Promise<readonly string[]> =>
  (await page.locator('[role=log] .text').allTextContents()).filter((text) => match.test(text));
