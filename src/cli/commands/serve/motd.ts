import { ChatError } from '../../../chat';
import { errorReason } from '../../io/file-error';
import { readText } from '../../io/read-text-file';

const maxBytes = 65_536;

/** The text of a `--motd` file, at most 64 KiB, without its last newline. */
export const readMotd = async (path: string): Promise<string> => {
  try {
    return (await readText(path, maxBytes)).replace(/\r?\n$/, '');
  } catch (cause) {
    const message = `--motd ${path} can't be read: ${errorReason(cause)}; name a readable text file, or leave --motd out`;
    throw new ChatError('RX_CHAT_MOTD', message, { cause });
  }
};
