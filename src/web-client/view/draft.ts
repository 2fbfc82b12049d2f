import { mayHoldSecret } from '../input/parse-input';
import { keep, readKept } from '../browser/storage';

/** What was typed and not sent outlives a reload, but for a secret. */
const DRAFT = 'rx-chat-draft';

export const readDraft = (): string => readKept(DRAFT) ?? '';

export const keepDraft = (text: string): void => keep(DRAFT, mayHoldSecret(text) ? '' : text);
