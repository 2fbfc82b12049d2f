import { open, type FileHandle } from 'node:fs/promises';
import { CommandError } from '../../errors/command-error';
import { describeFileError } from '../../io/files';

/** The file for `--junit`, opened before the checks begin: what can't be written is better told at once. */
export const openJunit = async (path: string): Promise<FileHandle> => {
  try {
    return await open(path, 'w');
  } catch (cause) {
    const message = `--junit ${path} can't be written: ${describeFileError(cause)}; name a file in a folder that is there`;
    throw new CommandError(message, 1, { cause });
  }
};

/** Writes it and closes it. */
export const writeJunit = async (file: FileHandle, path: string, text: string): Promise<void> => {
  try {
    await file.writeFile(text);
    await file.close();
  } catch (cause) {
    throw new CommandError(`--junit ${path} can't be written: ${describeFileError(cause)}`, 1, { cause });
  }
};
