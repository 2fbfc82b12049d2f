import type { VerifyReport } from '../../../journals/tools';
import { readFolderArgument } from '../../options/command-line';
import { optionList } from '../../options/declare-options';
import { oneShotCommand } from '../../runtime/one-shot-command';
import { writeStdout } from '../../io/write-stdout';
import { summary } from '../../io/summary';

const help = [
  'usage: rx-chat verify DIR',
  'Checks the chat in DIR (serve --data DIR), and changes nothing.\nWorks while a server is running.',
  'Reads all entries, checks their sequence, and compares the stored states, index\nand count with a replay.',
  optionList({}, [['--help', 'show this']]),
  'Status: 0 intact, 1 damaged or no chat, 2 wrong usage.',
  'Example: rx-chat verify ./chat-data',
].join('\n\n');

const lines = (folder: string, report: VerifyReport): readonly string[] => {
  const { problems, count } = report;
  if (count === 0) return [`${folder} is whole: ${summary(report)}`];
  const more = count > problems.length ? [`and ${count - problems.length} more`] : [];
  return [...problems.map((damage) => `damaged: ${damage}`), ...more];
};

/** Loads the journals here: the help does without. */
const reportOf = async (folder: string): Promise<VerifyReport> => {
  const { StoreReader, verify: check } = await import('../../../journals/tools.js');
  const store = StoreReader.open(folder);
  try {
    return check(store);
  } finally {
    store.close();
  }
};

/** Resolves with the exit status. */
const run = async (folder: string): Promise<number> => {
  const report = await reportOf(folder);
  await writeStdout(`${lines(folder, report).join('\n')}\n`);
  return report.count === 0 ? 0 : 1;
};

/** `rx-chat verify`: checks what a chat has kept. */
export const verify = oneShotCommand({
  name: 'verify',
  help,
  options: {},
  run: (argv) => run(readFolderArgument({}, argv).folder),
});
