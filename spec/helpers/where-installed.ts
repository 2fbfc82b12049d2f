import { spawnSync } from 'node:child_process';

/** `describe`, where a program is installed; elsewhere it is skipped, and one line says why. */
export const describeWith = (program: string, [why, ...args]: readonly string[]): jest.Describe => {
  const installed = spawnSync(program, args).error === undefined;
  if (!installed) console.warn(`skipped: ${why ?? ''} (${program} is not installed)`);
  return installed ? describe : describe.skip;
};
