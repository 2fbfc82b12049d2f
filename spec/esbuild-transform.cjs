const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'external',
  // Jest has no `import()` in CommonJS: esbuild makes a `require` of it.
  supported: { 'dynamic-import': false },
};

/** Has esbuild leave out the types of a file, which `npm run types` checks, and make a CommonJS module of it. */
module.exports = {
  process(source, path) {
    const { code, map } = transformSync(source, { ...OPTIONS, sourcefile: path });
    return { code, map };
  },

  /** What was transformed is kept from run to run, for as long as nothing that it was made of changes. */
  getCacheKey(source, path, { configString }) {
    const key = createHash('sha256');
    for (const part of [source, path, configString, version, JSON.stringify(OPTIONS)])
      key.update(part).update('\0');
    return key.digest('hex').slice(0, 32);
  },
};
