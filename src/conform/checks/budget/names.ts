import type { Check } from '../../runner/check';
import { Skipped } from '../../client/errors';
import { including } from '../../client/line-matcher';
import { joinPair } from '../common/join-pair';
import { quote } from '../../client/quote';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** Names that are none, made of one that nobody has. */
const bad: readonly (readonly [string, string, (name: string) => string])[] = [
  ['empty-name', 'an empty name', () => ''],
  ['space-in-name', 'a name with a space in it', (name) => `${name} x`],
  ['symbol-in-name', 'a name with a symbol in it', (name) => `${name}!`],
  ['foreign-name', 'a name with a letter beyond ASCII in it', (name) => `${name}é`],
];

const refuses = (tongue: ProtocolDriver, [id, what, spoil]: (typeof bad)[number]): Check => ({
  id,
  rule: `${what} is refused with a close; nobody else hears of it`,
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
    const name = spoil(newcomer.name);
    newcomer.send(name);
    await newcomer.closed(`a close for the name ${quote(name)}`);
    await newcomer.hasClosed();
    const later = await exchangeMarker(tongue, stage, [sender, others]);
    const strange = (line: string) => line.includes(newcomer.name) || /\* {2}|^\* (has|left)/.test(line);
    others.expectNone(later, strange, `nothing of one who called itself ${quote(name)}`);
  },
});

/** Which names there may be. */
export const names = (tongue: ProtocolDriver): readonly Check[] => [
  ...bad.map((each) => refuses(tongue, each)),
  {
    id: 'long-name',
    rule: 'a name of 16 letters and digits is taken',
    run: async (stage) => {
      const { others } = await joinPair(tongue, stage);
      const name = `${stage.names.name('X')}Z4567890bd`.slice(0, 16);
      await tongue.entrance.join(stage, 'newcomer', name);
      await others.expectLine(including(name));
    },
  },
  {
    id: 'taken-name',
    rule: 'a name that somebody has: if it is refused, then with a close and nobody else hears of it',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer', sender.name);
      newcomer.send(sender.name);
      const closed = await newcomer.closed().then(
        () => true,
        () => false,
      );
      if (!closed) throw new Skipped('it does not refuse the name, and the problem leaves that open');
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(
        later,
        (line) => line.startsWith('*') && line.includes(sender.name),
        'nothing of the second one',
      );
    },
  },
];
