import type { ErrorReplyCode } from '../../chat';
import type { DialectCommand } from '../../stream';

/** A reply that a dialect makes by itself, at its position among the answers. */
export const textReply = (...lines: readonly string[]): DialectCommand => ({
  kind: 'reply',
  fact: { kind: 'answered', lines },
});

/** Why a line is no command. */
export const errorReply = (text: string, code: ErrorReplyCode = 'not-understood'): DialectCommand => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});
