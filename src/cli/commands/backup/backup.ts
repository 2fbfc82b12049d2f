import { constants } from 'node:os';
import { readFolderArguments } from '../../options/command-line';
import { optionList } from '../../options/declare-options';
import { oneShotCommand } from '../../runtime/one-shot-command';
import { untilStopped } from '../../runtime/termination';
import { writeError, writeStdout } from '../../io/write-stdout';
import { summary } from '../../io/summary';

const help = [
  'usage: rx-chat backup DIR TO',
  'Copies the chat that is kept in DIR (serve --data DIR) to TO, a folder that it\nmakes; also while a server runs on DIR. TO has what was kept when it began.',
  'It changes nothing in DIR. TO is there once all of it is on disk, not before.\nNothing may be at TO, and 16 MiB of its disk stay free.',
  'The same restores a backup: copy it to a new folder, and start a server on that.',
  optionList({}, [['--help', 'show this']]),
  'Status: 0 TO is there; 1 it is not: there is no chat, it is damaged, the disk is\nfull, something is at TO; 2 wrong usage; 130, 143 a signal stopped it.',
  'Example: rx-chat backup ./chat-data /backups/chat-$(date +%F)',
].join('\n\n');

/** Resolves with the exit status. Loads the journals here: the help does without. */
const run = async (from: string, to: string): Promise<number> => {
  const stop = untilStopped('SIGINT', 'SIGTERM', 'SIGHUP');
  const { backup: copy } = await import('../../../journals/tools.js');
  try {
    await writeStdout(`${to} is a backup of ${from}: ${summary(await copy({ from, to, stop }))}\n`);
    return 0;
  } catch (error) {
    if (!stop.aborted) throw error;
    await new Promise<void>((resolve) => writeError(`rx-chat: stopped: there is no ${to}\n`, resolve));
    return 128 + constants.signals[stop.reason as NodeJS.Signals];
  }
};

/** A folder that is named with a slash behind it, as a shell completes it. */
const trimTrailingSlash = (path: string): string => path.replace(/(?<=[^/])\/+$/, '');

/** `rx-chat backup`: copies what a chat has kept. */
export const backup = oneShotCommand({
  name: 'backup',
  help,
  options: {},
  run: (argv) => {
    const { folder, to } = readFolderArguments({}, argv);
    return run(folder, trimTrailingSlash(to));
  },
});
