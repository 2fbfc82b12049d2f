import { stat } from 'node:fs/promises';
import type { LogCommandEvent } from '../runtime/command-log';

/** Rights of the group and of all others. */
const GROUP_AND_OTHERS_MODE = 0o077;

/** Warns of a file or folder that others have rights to, and says what takes them away. The description completes "others may read …". */
export const warnOfPermissions = async (
  path: string,
  what: string,
  event: LogCommandEvent,
): Promise<void> => {
  const stats = await stat(path);
  const mode = stats.mode & 0o777;
  if ((!stats.isFile() && !stats.isDirectory()) || (mode & GROUP_AND_OTHERS_MODE) === 0) return;
  const wanted = stats.isDirectory() ? 700 : 600;
  event(
    'file-permissions',
    { file: path, mode: mode.toString(8) },
    `others may read ${what}: chmod ${wanted}`,
  );
};
