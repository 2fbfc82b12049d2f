import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { GREETING, LOGO } from './logo';
import { ASKS } from './netcat-driver';

/** White space at the end of a line is not seen. */
const trimmed = (text: string) => ({
  description: quote(text),
  matches: (line: string) => line.trimEnd() === text,
});

const showsLogo = async (client: Client): Promise<void> => {
  await client.expectLine(trimmed(GREETING));
  for (const line of LOGO) {
    const { skipped } = await client.expectLine(trimmed(line));
    if (skipped[0] !== undefined)
      throw new Failed(`newcomer: ${quote(line)}`, `newcomer: ${quote(skipped[0])}`);
  }
};

/** The greeting of a newcomer. */
export const greeting: readonly Check[] = [
  {
    id: 'logo',
    rule: `a newcomer gets "${GREETING}" and the Linux logo (white space at line ends is free)`,
    run: async (stage) => showsLogo(await stage.connect('newcomer')),
  },
  {
    id: 'asked',
    rule: 'then it is asked [ENTER YOUR NAME]: without a line end (a space behind it or none)',
    run: async (stage) => {
      const { inbox } = await stage.connect('newcomer');
      await inbox.until('[ENTER YOUR NAME]: at the end', [], () => ASKS.test(inbox.unread) || undefined);
    },
  },
];
