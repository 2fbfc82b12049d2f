import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Throws if a folder above has a `node_modules`: Node and TypeScript would find there what a package lacks. */
export const nothingAbove = (folder: string): void => {
  const above = dirname(folder);
  if (above === folder) return;
  if (existsSync(join(above, 'node_modules'))) {
    throw new Error(
      `${above} has a node_modules, which hides what the package lacks: set TMPDIR to another folder`,
    );
  }
  nothingAbove(above);
};
