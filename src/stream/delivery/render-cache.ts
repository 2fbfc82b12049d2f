import type { Fact } from '../../chat';
import type { Dialect } from '../contracts/dialect';

const rendered = new WeakMap<Dialect, WeakMap<Fact, { readonly at: number; readonly text: string }>>();

/**
 * A fact's lines in a dialect, made once: a history of thousands is sent to every newcomer, and many may ask at once
 * who is here.
 */
export const render = (dialect: Dialect, fact: Fact, at: number): string => {
  const texts = rendered.get(dialect) ?? new WeakMap<Fact, { readonly at: number; readonly text: string }>();
  rendered.set(dialect, texts);
  const known = texts.get(fact);
  if (known?.at === at) return known.text;
  const text = dialect.write(fact, at);
  texts.set(fact, { at, text });
  return text;
};
