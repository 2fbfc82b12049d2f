import { mayContainSecret } from '../input/parse-input';
import { writeItem, readItem } from '../browser/storage';

/** Typed and unsent text survives a reload, except a secret. */
const DRAFT_KEY = 'rx-chat-draft';

export const readDraft = (): string => readItem(DRAFT_KEY) ?? '';

export const keepDraft = (text: string): void => writeItem(DRAFT_KEY, mayContainSecret(text) ? '' : text);
