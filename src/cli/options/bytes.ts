/** How many bytes a text such as `500MB` or `2GiB` says; undefined if it says none. */
export const parseBytes = (text: string): number | undefined => {
  const [, count, letter = '', binary] = /^([1-9]\d{0,8})([KMGT])(i?)B$/.exec(text) ?? [];
  return count === undefined
    ? undefined
    : Number(count) * (binary ? 1024 : 1000) ** (1 + 'KMGT'.indexOf(letter));
};
