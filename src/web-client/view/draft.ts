import { mayContainSecret } from '../input/parse-input';
import { writeItem, readItem } from '../browser/storage';

/** What was typed and not sent outlives a reload, but for a secret. */
const DRAFT_KEY = 'rx-chat-draft';

export const readDraft = (): string => readItem(DRAFT_KEY) ?? '';

export const keepDraft = (text: string): void => writeItem(DRAFT_KEY, mayContainSecret(text) ? '' : text);
