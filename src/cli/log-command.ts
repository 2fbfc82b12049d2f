import { ChatError } from '../chat';
import { damageOf, readLog, Store, type LogReaderOptions } from '../journals';
import { CommandError, UsageError } from './command-error';
import { readFolder, type ParsedArguments } from './command-line';
import { optionList } from './help';
import { logCommandOptions } from './log-command-options';
import { allLines, jsonLines, roomLines, type LogLines } from './log-lines';
import { timeOf } from './moment';
import { oneShot } from './one-shot';
import { print } from './print';
import { settle } from './settle';

const help = [
  'usage: rx-chat log DIR [options]',
  'Prints what was said and happened in the chat that is kept in DIR\n(serve --data DIR), the oldest first; also while a server runs on it.',
  optionList(logCommandOptions, [['--help', 'show this']]),
  'TIME is like "2026-11-22 10:00", 2026-11-22T10:00Z, 2026-11-22, or 2h or 7d ago.\nWhat was deleted is left out; what two told each other is not kept at all.',
  'Example: rx-chat log ./chat-data --room lobby --since 2h --follow',
].join('\n\n');

/** What the command line asks for. */
interface Order extends Pick<LogReaderOptions, 'since' | 'until' | 'room'> {
  readonly folder: string;
  readonly follow: boolean;
  readonly lines: LogLines;
}

const readOrder = (argv: ParsedArguments): Order => {
  const { folder, options } = readFolder(logCommandOptions, argv);
  const { room, follow, json, ...given } = settle(logCommandOptions, { commandLine: options });
  const now = Date.now();
  const since = given.since && timeOf(given.since, now);
  const until = given.until && timeOf(given.until, now);
  if (since !== undefined && until !== undefined && since >= until)
    throw new UsageError('--since is not before --until: nothing lies between');
  const lines = json ? jsonLines : room ? roomLines : allLines;
  return {
    folder,
    follow,
    lines,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(room && { room: room.keys[0] }),
  };
};

/** Aborts at a signal; a second one ends the process. */
const untilStopped = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
};

/** Resolves with whether the log was whole. */
const show = async (store: Store, { folder, follow, lines, ...wanted }: Order): Promise<boolean> => {
  let whole = true;
  const onMissing = (from: number, to: number): void => {
    whole = false;
    process.stderr.write(
      `rx-chat: ${folder} is damaged: entries ${from} to ${to} are missing; rx-chat verify ${folder} tells more\n`,
    );
  };
  const stop = follow ? untilStopped() : undefined;
  for await (const happenings of readLog(store, { ...wanted, onMissing, ...(stop && { follow: stop }) }))
    if (!(await print(happenings.map(lines).join(''), stop))) break;
  return whole;
};

/** Resolves with the exit status. */
const run = async (order: Order): Promise<number> => {
  const { folder } = order;
  const store = Store.read(folder);
  try {
    return (await show(store, order)) ? 0 : 1;
  } catch (error) {
    if (error instanceof CommandError || error instanceof ChatError) throw error;
    const message = `${folder} is damaged in what follows: ${damageOf(error)}; rx-chat verify ${folder} tells more`;
    throw new CommandError(message, 1, { cause: error });
  } finally {
    await store.close();
  }
};

/** `rx-chat log`: shows what a chat has kept. */
export const logCommand = oneShot({
  name: 'log',
  help,
  options: logCommandOptions,
  run: (argv) => run(readOrder(argv)),
});
