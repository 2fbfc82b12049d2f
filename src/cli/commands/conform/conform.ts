import {
  conform as judge,
  countResults,
  endpoint,
  junit,
  profiles,
  report,
  Unreachable,
  type ProfileName,
  type Result,
  type Target,
} from '../../../conform';
import { CommandError, UsageError } from '../../errors/command-error';
import { readPositionals, type ParsedArguments } from '../../options/command-line';
import { conformOptions } from './conform-options';
import { optionList } from '../../options/declare-options';
import { openJunit, writeJunit } from './junit-file';
import { oneShotCommand } from '../../runtime/one-shot-command';
import { writeStdout } from '../../io/write-stdout';
import { resolveOptions } from '../../options/resolve-options';
import { parseTarget } from '../../options/host-port';

const help = [
  'usage: rx-chat conform HOST:PORT --profile NAME [options]',
  'Checks any chat server over the network: it opens clients of its own and applies\nthe checks of a profile.',
  [
    '  netcat  the 01-edu exercise net-cat, question by question of its audit',
    '  budget  Protohackers problem 3, Budget Chat',
    '  chat    what rx-chat serves to nc',
    '  json    what rx-chat serves to programs',
  ].join('\n'),
  optionList(conformOptions, [['--help', 'show this']]),
  'HOST:PORT may also be [::1]:PORT, or just PORT on this machine. 30 s at most.\nStatus: 0 all passed, 1 a check failed or no server, 2 wrong usage.',
  'Example: rx-chat conform localhost:8989 --profile netcat --junit results.xml',
].join('\n\n');

/** The parsed command line. */
interface ConformArguments {
  readonly target: Target;
  readonly profile: ProfileName;
  readonly junit: string | undefined;
}

const readArguments = (argv: ParsedArguments): ConformArguments => {
  const { options, words } = readPositionals(conformOptions, argv);
  const [word, extra] = words;
  if (word === undefined) throw new UsageError('HOST:PORT is missing');
  if (extra !== undefined)
    throw new UsageError(`unexpected argument ${JSON.stringify(extra)}: one server is all`);
  const { profile, junit } = resolveOptions(conformOptions, { commandLine: options });
  if (profile === undefined) throw new UsageError(`--profile is missing: ${conformOptions.profile.expects}`);
  return { target: parseTarget(word), profile, junit };
};

const runProfile = async ({ target, profile }: ConformArguments): Promise<readonly Result[]> => {
  try {
    return await judge(profiles[profile](), target);
  } catch (error) {
    if (error instanceof Unreachable) throw new CommandError(error.message, 1, { cause: error });
    throw error;
  }
};

/** Resolves with the exit status. */
const run = async (order: ConformArguments): Promise<number> => {
  const file = order.junit === undefined ? undefined : await openJunit(order.junit);
  const start = performance.now();
  const results = await runProfile(order);
  const ms = performance.now() - start;
  await writeStdout(report(`${endpoint(order.target)}, profile ${order.profile}`, results, ms));
  if (file) await writeJunit(file, order.junit ?? '', junit(order.profile, results, ms));
  return countResults(results, 'failed') === 0 ? 0 : 1;
};

/** `rx-chat conform`: judges a chat server from outside. */
export const conform = oneShotCommand({
  name: 'conform',
  help,
  options: conformOptions,
  run: (argv) => run(readArguments(argv)),
});
