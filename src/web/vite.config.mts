import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const OUT = join(import.meta.dirname, '../../dist/web');

/** The server compresses nothing while it serves: each file lies there as `.gz` and `.br` too. */
const compressed: Plugin = {
  name: 'compressed',
  closeBundle: () => {
    const files = readdirSync(OUT, { recursive: true, encoding: 'utf8' }).map((name) => join(OUT, name));
    for (const file of files.filter((each) => statSync(each).isFile())) {
      const bytes = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${file}.br`, brotliCompressSync(bytes));
    }
  },
};

/** The page, as files that a strict Content-Security-Policy lets through: nothing inline, nothing from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  plugins: [compressed],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would need a hole in the policy, and the polyfill is for browsers that can't run the page anyway.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
