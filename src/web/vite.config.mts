import { join } from 'node:path';
import { defineConfig } from 'vite';

const OUT = join(import.meta.dirname, '../../dist/web');

/** The page, as files that a strict Content-Security-Policy lets through: nothing inline, nothing from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
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
