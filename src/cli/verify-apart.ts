import { fork } from 'node:child_process';
import { ChatError } from '../chat';
import type { Report } from '../journals';
import { CommandError } from './command-error';

/** What the process that checks says to the one that asked. */
type Answer = { readonly report: Report } | { readonly error: string };

/** How a process ends that LMDB finds a page of no sense in, or none at all. */
const CRASHES: readonly unknown[] = ['SIGABRT', 'SIGSEGV', 'SIGBUS'];

const crashed: Report = {
  entries: 0,
  messages: 0,
  rooms: 0,
  from: undefined,
  to: undefined,
  damages: ['the tree that LMDB keeps the rows in: it ends every process that goes through it'],
  count: 1,
};

/** Checks a folder in a process of its own: LMDB trusts its file, and a damaged one can take the process with it. */
export const verifyApart = (folder: string): Promise<Report> =>
  new Promise((resolve, reject) => {
    const child = fork(__filename, [folder], { stdio: 'ignore' });
    let answer: Answer | undefined;
    child.once('message', (message) => (answer = message as Answer));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (answer && 'report' in answer) resolve(answer.report);
      else if (CRASHES.includes(signal)) resolve(crashed);
      else
        reject(
          new CommandError(answer?.error ?? `the check was ended by ${signal ?? `status ${code ?? '?'}`}`),
        );
    });
  });

/** Loads the journals here: the process that asks does without. */
const answerOf = async (folder: string): Promise<Answer> => {
  const { Store, verify } = await import('../journals/index.js');
  try {
    const store = Store.read(folder);
    const report = verify(store);
    await store.close();
    return { report };
  } catch (error) {
    if (error instanceof ChatError) return { error: error.message };
    throw error;
  }
};

const answer = async (folder: string): Promise<void> => {
  const found = await answerOf(folder);
  // Who asked waits for the exit: nothing that is left open may put it off.
  process.send?.(found, () => process.exit());
};

if (require.main === module) void answer(process.argv[2] ?? '');
