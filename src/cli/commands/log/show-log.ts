import { ChatError } from '../../../chat';
import { errorMessage, readLog, StoreReader, type LogReaderOptions } from '../../../journals/tools';
import { CommandError } from '../../errors/command-error';
import { formatAll, formatJson, formatRoom } from './format-log';
import { writeError, writeStdout } from '../../io/write-stdout';
import { untilStopped } from '../../runtime/termination';

/** The parsed command line of `rx-chat log`. */
export interface LogArguments extends Pick<LogReaderOptions, 'since' | 'until' | 'room'> {
  readonly folder: string;
  readonly follow: boolean;
  readonly json: boolean;
}

/** Resolves with whether the log was whole. */
const printLog = async (store: StoreReader, order: LogArguments): Promise<boolean> => {
  const { folder, follow, json, ...wanted } = order;
  const lines = json ? formatJson : wanted.room === undefined ? formatAll : formatRoom;
  let whole = true;
  const onMissing = (from: number, to: number): void => {
    whole = false;
    writeError(
      `rx-chat: ${folder} is damaged: entries ${from} to ${to} are missing; rx-chat verify ${folder} tells more\n`,
    );
  };
  const stop = follow ? untilStopped('SIGINT', 'SIGTERM') : undefined;
  for await (const happenings of readLog(store, { ...wanted, onMissing, ...(stop && { follow: stop }) }))
    if (!(await writeStdout(happenings.map(lines).join(''), stop))) break;
  return whole;
};

/** Prints what a folder holds. Resolves with the exit status. */
export const showLog = async (order: LogArguments): Promise<number> => {
  const { folder } = order;
  const store = StoreReader.open(folder);
  try {
    return (await printLog(store, order)) ? 0 : 1;
  } catch (error) {
    if (error instanceof CommandError || error instanceof ChatError) throw error;
    const message = `${folder} is damaged in what follows: ${errorMessage(error)}; rx-chat verify ${folder} tells more`;
    throw new CommandError(message, 1, { cause: error });
  } finally {
    store.close();
  }
};
