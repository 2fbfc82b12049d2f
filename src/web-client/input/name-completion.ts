/** A text with the cursor in it. */
export interface Cursor {
  readonly text: string;
  readonly at: number;
}

/** The word before the cursor, and the names that begin with it, those first that are written like it. */
export const suggestNames = (
  { text, at }: Cursor,
  members: readonly string[],
): { readonly from: number; readonly names: readonly string[] } => {
  const head = text.slice(0, at);
  const word = /\S+$/u.exec(head)?.[0].replace(/^@/, '') ?? '';
  const from = at - word.length;
  const lower = word.toLowerCase();
  const names = word === '' ? [] : members.filter((name) => name.toLowerCase().startsWith(lower));
  return { from, names: names.sort((a, b) => Number(b.startsWith(word)) - Number(a.startsWith(word))) };
};

/** The text with a name in place of what stands between two places; at the start of a line, somebody is spoken to. */
export const insertName = ({ text, at }: Cursor, from: number, name: string): Cursor => {
  const isFirst = from === 0 || text[from - 1] === '\n';
  const put = isFirst ? `${name}: ` : `${name} `;
  return { text: text.slice(0, from) + put + text.slice(at), at: from + put.length };
};
