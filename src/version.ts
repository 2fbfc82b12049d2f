import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let read: string | undefined;

/** The version of this package. */
export const version = (): string => {
  read ??= (JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string })
    .version;
  return read;
};
