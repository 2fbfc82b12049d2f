import type { RefusalCode } from '../../chat';
import type { DialectCommand } from '../../stream';

/** What a dialect can say by itself, in its place among the answers. */
export const reply = (...lines: readonly string[]): DialectCommand => ({
  kind: 'reply',
  fact: { kind: 'answered', lines },
});

/** Why a line is no command. */
export const refuse = (text: string, code: RefusalCode = 'not-understood'): DialectCommand => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});
