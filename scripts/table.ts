/** Rows in columns as wide as their widest cell; numbers stand to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const pad = (cell: string, width: number) =>
    /^[-\d.,/ ]+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line), ''].join('\n');
};

export const count = (n: number): string => Math.round(n).toLocaleString('en');

/** Bytes as MiB with one digit. */
export const mib = (bytes: number): string => (Number.isNaN(bytes) ? '-' : (bytes / 1024 / 1024).toFixed(1));
