import type { Command, RefusalCode } from '../chat';

/** What a dialect can say by itself, in its place among the answers. */
export const reply = (...lines: readonly string[]): Command => ({
  kind: 'reply',
  fact: { kind: 'answered', lines },
});

/** Why a line is no command. */
export const refuse = (text: string, code: RefusalCode = 'not-understood'): Command => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});
