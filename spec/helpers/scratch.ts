import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killPrograms } from './run-program';

export interface Scratch {
  /** Where a file of it is. */
  readonly path: (name?: string) => string;
  /** Writes a file into it, and says where that is. */
  readonly file: (name: string, text: string, mode?: number) => string;
}

/** A folder of its own for each test of a block; afterwards it is gone, and so are the programs that were started. */
export const scratch = (): Scratch => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rx-chat-'));
  });
  afterEach(async () => {
    await killPrograms();
    rmSync(folder, { recursive: true });
  });
  const path = (name = '') => join(folder, name);
  const file = (name: string, text: string, mode = 0o600): string => {
    writeFileSync(path(name), text, { mode });
    return path(name);
  };
  return { path, file };
};
