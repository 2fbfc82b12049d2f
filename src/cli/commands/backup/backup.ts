import { constants } from 'node:os';
import { readFolderArguments } from '../../options/command-line';
import { optionList } from '../../options/declare-options';
import { oneShotCommand } from '../../runtime/one-shot-command';
import { untilStopped } from '../../runtime/termination';
import { writeError, writeStdout } from '../../io/write-stdout';
import { summary } from '../../io/summary';

const help = [
  'usage: rx-chat backup DIR TO',
  'Copies the chat in DIR (serve --data DIR) to the new folder TO.\nWorks while a server is running: TO has all entries from before the start.',
  'It changes nothing in DIR. TO must not exist; it appears once all of it is on\ndisk. 16 MiB of the disk stay free.',
  'To restore a backup, copy it to a new folder and start a server there.',
  optionList({}, [['--help', 'show this']]),
  'Status: 0 done; 1 not done: no chat, damaged, disk full, or TO exists;\n2 wrong usage; 130, 143 stopped by a signal.',
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
