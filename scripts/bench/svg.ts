export type Point = readonly [x: number, y: number];

export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly weight?: 'normal' | 'bold';
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** A tenth of a pixel is as exact as anybody sees. */
const exact = (value: number): string => String(Math.round(value * 10) / 10);

export const text = ([x, y]: Point, words: string, style: TextStyle = {}): string => {
  const { anchor = 'middle', size = 12, weight = 'normal' } = style;
  const font = `font-size="${String(size)}" font-weight="${weight}" text-anchor="${anchor}"`;
  return `<text x="${exact(x)}" y="${exact(y)}" ${font}>${escaped(words)}</text>`;
};

/** A rectangle between two of its corners. */
export const box = ([left, top]: Point, [right, bottom]: Point, colour: string): string =>
  `<rect x="${exact(left)}" y="${exact(top)}" width="${exact(right - left)}" height="${exact(bottom - top)}" fill="${colour}"/>`;

export const dot = ([x, y]: Point, colour: string): string =>
  `<circle cx="${exact(x)}" cy="${exact(y)}" r="3.5" fill="${colour}"/>`;

export const path = (points: readonly Point[], colour: string, width = 1): string =>
  `<polyline points="${points.map((point) => point.map(exact).join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="${String(width)}"/>`;

export const svg = ([width, height]: Point, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${exact(width)}" height="${exact(height)}" viewBox="0 0 ${exact(width)} ${exact(height)}" font-family="sans-serif" fill="#333">`,
    box([0, 0], [width, height], '#fff'),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
