import type { Argv, CommandModule } from 'yargs';
import {
  conform as judge,
  count,
  endpoint,
  junit,
  profiles,
  report,
  Unreachable,
  type ProfileName,
  type Result,
  type Target,
} from '../conform';
import { CommandError, UsageError } from './command-error';
import type { ParsedArguments } from './command-line';
import { conformOptions } from './conform-options';
import { optionList } from './help';
import { openJunit, writeJunit } from './junit-file';
import { settle } from './settle';
import { readTarget } from './target';

const help = [
  'usage: rx-chat conform HOST:PORT --profile NAME [options]',
  'Checks a chat server, of whatever make, from outside: it opens clients of its\nown and goes through the rules of a profile.',
  [
    '  netcat  the 01-edu exercise net-cat, question by question of its audit',
    '  budget  Protohackers problem 3, Budget Chat',
    '  chat    what rx-chat serves to nc',
    '  json    what rx-chat serves to programs',
  ].join('\n'),
  optionList(conformOptions, [['--help', 'show this']]),
  'HOST:PORT may also be [::1]:PORT, or just PORT on this machine. 30 s at most.\nStatus: 0 none failed, 1 some failed or there is no server, 2 wrong usage.',
  'Example: rx-chat conform localhost:8989 --profile netcat --junit results.xml',
].join('\n\n');

/** What the command line asks for. */
interface Order {
  readonly target: Target;
  readonly profile: ProfileName;
  readonly junit: string | undefined;
}

const readOrder = ({ _: words, ...rest }: ParsedArguments): Order => {
  const options = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== '$0'));
  const stray = Object.keys(options).find((name) => !Object.hasOwn(conformOptions, name));
  if (stray !== undefined) throw new UsageError(`unknown option ${stray.length === 1 ? '-' : '--'}${stray}`);
  const [, word, extra] = words.map(String);
  if (word === undefined) throw new UsageError('HOST:PORT is missing');
  if (extra !== undefined)
    throw new UsageError(`unexpected argument ${JSON.stringify(extra)}: one server is all`);
  const { profile, junit } = settle(conformOptions, { commandLine: options });
  if (profile === undefined) throw new UsageError(`--profile is missing: ${conformOptions.profile.expects}`);
  return { target: readTarget(word), profile, junit };
};

const judged = async ({ target, profile }: Order): Promise<readonly Result[]> => {
  try {
    return await judge(profiles[profile](), target);
  } catch (error) {
    if (error instanceof Unreachable) throw new CommandError(error.message, 1, { cause: error });
    throw error;
  }
};

const print = (text: string): Promise<void> =>
  new Promise((resolve) => process.stdout.write(text, () => resolve()));

/** Resolves with the exit status. */
const run = async (order: Order): Promise<number> => {
  const file = order.junit === undefined ? undefined : await openJunit(order.junit);
  const start = performance.now();
  const results = await judged(order);
  const ms = performance.now() - start;
  await print(report(`${endpoint(order.target)}, profile ${order.profile}`, results, ms));
  if (file) await writeJunit(file, order.junit ?? '', junit(order.profile, results, ms));
  return count(results, 'failed') === 0 ? 0 : 1;
};

const declareOptions = (yargs: Argv): Argv => {
  for (const name of Object.keys(conformOptions)) yargs.option(name, { string: true, hidden: true });
  return yargs.usage(help).hide('help').hide('version').showHidden(false);
};

/** `rx-chat conform`: judges a chat server from outside. */
export const conform: CommandModule = {
  command: 'conform',
  describe: false,
  builder: declareOptions,
  // An exit of its own: what a server still sends, or a name that is still looked up, would hold the process.
  handler: async (argv) => process.exit(await run(readOrder(argv))),
};
