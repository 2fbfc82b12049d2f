import type { Dialect } from '../../src/stream';

/** The smallest dialect: a message is its text, anything else its kind; a line is what is said. */
export const plainDialect = (parts: Partial<Dialect> = {}): Dialect => ({
  name: 'plain',
  maxNameAttempts: 2,
  greeting: 'hello\n',
  prompt: (stage) => (stage === 'name' ? '? ' : ''),
  read: (_, line) => ({ kind: 'say', text: typeof line === 'string' ? line : line.kind }),
  write: (fact) => (fact.kind === 'said' ? `${fact.text}\n` : `${fact.kind}\n`),
  writeOwn: () => '',
  ...parts,
});
