import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';

/** Waits for a line with each of these words, and for them in this order. */
export const waitInOrder = async (client: Client, words: readonly string[]): Promise<void> => {
  const seen = await wordsSeen(client, words);
  const wrong = words.findIndex((word, index) => seen[index] !== word);
  if (wrong < 0) return;
  throw new Failed(
    `${client.role}: message ${wrong + 1} of ${words.length}, ${words[wrong] ?? ''}, in its place`,
    `${client.role}: ${seen[wrong] ?? 'nothing'} there`,
  );
};

/** These words in the order in which a client sees them, once it has seen them all. */
export const wordsSeen = async (client: Client, words: readonly string[]): Promise<readonly string[]> => {
  const seen: string[] = [];
  const among = (line: string) => words.find((word) => line.includes(word));
  while (seen.length < words.length) {
    const description = `message ${seen.length + 1} of ${words.length}`;
    const { line } = await client.expectLine({ description, matches: (text) => among(text) !== undefined });
    seen.push(among(line) ?? '');
  }
  return seen;
};
