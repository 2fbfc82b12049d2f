import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = join(__dirname, '../../dist/web');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  statSync(join(folder, name)).isFile(),
);
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('the page, built', () => {
  it('has less than 60 KB, compressed', () => {
    const bytes = files.reduce((sum, name) => sum + gzipSync(textOf(name)).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(60_000);
  });

  it('has nothing inline, nothing from elsewhere, and a hash in the name of all else', () => {
    const html = textOf('index.html');
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/i);
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toHaveLength(3);
    for (const address of addresses) expect(address).toMatch(/^\.\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
    for (const name of files.filter((each) => each.endsWith('.css')))
      expect(textOf(name)).not.toMatch(/url\(|@import/);
  });

  it('makes no markup of texts, and no code', () => {
    for (const name of files.filter((each) => each.endsWith('.js')))
      expect(textOf(name)).not.toMatch(/document\.write|insertAdjacentHTML|\beval\(|new Function/);
  });
});
