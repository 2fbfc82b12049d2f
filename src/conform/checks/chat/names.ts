import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { exactly, startingWith } from '../../client/line-matcher';
import { quote } from '../../client/quote';
import type { CheckContext } from '../../client/context';
import type { ProtocolDriver } from '../../client/protocol-driver';

/** Gives a name that is none; the answer must be one refusal, and the prompt once more. */
const refused = async (newcomer: Client, name: string): Promise<void> => {
  const { inbox } = newcomer;
  inbox.clear();
  newcomer.send(name);
  const answer = /^! [^\n]+\n\[ENTER YOUR NAME\]: $/;
  const what = `"! REASON" for the name ${quote(name)}, and the prompt once more`;
  await inbox.until(what, [], () => answer.test(inbox.unread) || undefined);
};

const bad = (
  tongue: ProtocolDriver,
  id: string,
  what: string,
  names: (stage: CheckContext) => readonly string[],
): Check => ({
  id,
  rule: `${what}: "! REASON", the prompt once more, and then a good one gets in`,
  run: async (stage) => {
    const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
    for (const name of names(stage)) await refused(newcomer, name);
    newcomer.send(newcomer.name);
    await newcomer.expectLine({
      ...startingWith('*', newcomer.name),
      description: `a welcome as ${newcomer.name}`,
    });
  },
});

/** One who has this name is there already. */
const taken = (
  tongue: ProtocolDriver,
  id: string,
  what: string,
  alike: (name: string) => readonly string[],
): Check => ({
  id,
  rule: `${what} is refused like a bad one`,
  run: async (stage) => {
    const name = `${stage.names.name('u')}l`;
    await tongue.entrance.join(stage, 'others', name);
    const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
    for (const other of alike(name)) await refused(newcomer, other);
  },
});

/** Which names there may be. */
export const names = (tongue: ProtocolDriver): readonly Check[] => [
  bad(tongue, 'blank-name', 'a blank name', () => ['', '  ']),
  bad(tongue, 'bad-name', 'a name with a space or a symbol in it', (stage) => {
    const name = stage.names.name('n');
    return [`${name} x`, `${name}@`, `-${name}`];
  }),
  bad(tongue, 'long-name', 'a name of 33 characters', (stage) => [stage.names.name('n').padEnd(33, 'x')]),
  bad(tongue, 'reserved-name', 'a word of the server (server, admin)', () => ['server', 'Admin']),
  taken(tongue, 'taken-name', 'a name that somebody has', (name) => [name]),
  taken(tongue, 'look-alike', 'a name that differs in case, or in l and I,', (name) => [
    name.toUpperCase(),
    `${name.slice(0, -1)}I`,
  ]),
  {
    id: 'five-tries',
    rule: 'five bad names: "! too many tries" and a close',
    run: async (stage) => {
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      for (let i = 0; i < 4; i++) await refused(newcomer, '!');
      newcomer.inbox.clear();
      newcomer.send('!');
      await newcomer.expectLine(exactly('! too many tries'));
      await newcomer.closed();
    },
  },
];
