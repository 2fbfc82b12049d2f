import type { ChatEvent } from '../../chat';
import type { Dialect } from '../contracts/dialect';

const rendered = new WeakMap<Dialect, WeakMap<ChatEvent, { readonly at: number; readonly text: string }>>();

/**
 * A fact's lines in a dialect, made once: a history of thousands is sent to every newcomer, and many may ask at once
 * who is here.
 */
export const renderCached = (dialect: Dialect, fact: ChatEvent, at: number): string => {
  const texts =
    rendered.get(dialect) ?? new WeakMap<ChatEvent, { readonly at: number; readonly text: string }>();
  rendered.set(dialect, texts);
  const known = texts.get(fact);
  if (known?.at === at) return known.text;
  const text = dialect.write(fact, at);
  texts.set(fact, { at, text });
  return text;
};
