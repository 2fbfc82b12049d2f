import { defineConfig } from 'vite';

/** The page, as files that a strict Content-Security-Policy lets through: nothing inline, nothing from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would need a hole in the policy, and the polyfill is for browsers that can't run the page anyway.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
