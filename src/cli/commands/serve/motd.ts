import { ChatError } from '../../../chat';
import { describeFileError } from '../../io/file-error';
import { readTextFile } from '../../io/read-text-file';

const MAX_MOTD_BYTES = 65_536;

/** The text of a `--motd` file, at most 64 KiB, without its last newline. */
export const readMotd = async (path: string): Promise<string> => {
  try {
    return (await readTextFile(path, MAX_MOTD_BYTES)).replace(/\r?\n$/, '');
  } catch (cause) {
    const message = `--motd ${path} can't be read: ${describeFileError(cause)}; name a readable text file, or leave --motd out`;
    throw new ChatError('RX_CHAT_MOTD', message, { cause });
  }
};
