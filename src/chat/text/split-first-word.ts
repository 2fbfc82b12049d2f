/** The first word of a text, and the rest behind it. */
export const splitFirstWord = (text: string): readonly [word: string, rest: string] => {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*)$/su.exec(text) ?? [];
  return [word, rest];
};
