import { UsageError } from '../../errors/command-error';
import { readFolderArgument, type ParsedArguments } from '../../options/command-line';
import { optionList } from '../../options/declare-options';
import { logCommandOptions } from './log-options';
import { toTimestamp } from './time-option';
import { oneShotCommand } from '../../runtime/one-shot-command';
import { resolveOptions } from '../../options/resolve-options';
import type { LogArguments } from './show-log';

const help = [
  'usage: rx-chat log DIR [options]',
  'Prints the log of the chat in DIR (serve --data DIR), oldest first.\nWorks while a server is running.',
  optionList(logCommandOptions, [['--help', 'show this']]),
  'TIME is like "2026-11-22 10:00", 2026-11-22T10:00Z, 2026-11-22, or 2h or 7d ago.\nDeleted and private messages are not included.',
  'Example: rx-chat log ./chat-data --room lobby --since 2h --follow',
].join('\n\n');

const readArguments = (argv: ParsedArguments): LogArguments => {
  const { folder, options } = readFolderArgument(logCommandOptions, argv);
  const { room, follow, json, ...given } = resolveOptions(logCommandOptions, { commandLine: options });
  const now = Date.now();
  const since = given.since && toTimestamp(given.since, now);
  const until = given.until && toTimestamp(given.until, now);
  if (since !== undefined && until !== undefined && since >= until)
    throw new UsageError('--since is not before --until: nothing lies between');
  return {
    folder,
    follow,
    json,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(room && { room: room.keys[0] }),
  };
};

/** `rx-chat log`: shows what a chat has kept. */
export const logCommand = oneShotCommand({
  name: 'log',
  help,
  options: logCommandOptions,
  run: async (argv) => {
    const order = readArguments(argv);
    const { showLog } = await import('./show-log.js');
    return showLog(order);
  },
});
