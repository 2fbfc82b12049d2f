import type { Check } from '../../runner/check';
import { assertMessageFormat } from '../common/timestamps';
import { joinPair } from '../common/join-pair';
import { including, startingWith } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** Words for one only. */
export const privately = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'private',
    rule: '/msg NAME TEXT reaches the two of them as [TIME][FROM -> TO]:TEXT',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const text = stage.uniqueText();
      sender.send(`/msg ${others.name} ${text}`);
      for (const client of [others, sender]) {
        const { line } = await client.expectLine(including(text));
        assertMessageFormat(client, line, `[${sender.name} -> ${others.name}]:${text}`);
      }
    },
  },
  {
    id: 'private-only',
    rule: 'a private message is seen by nobody else, now or in the history',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const third = await tongue.entrance.join(stage, 'others');
      const text = stage.uniqueText();
      sender.send(`/msg ${others.name} ${text}`);
      await others.expectLine(including(text));
      third.expectNone(
        await exchangeMarker(tongue, stage, [sender, third]),
        (line) => line.includes(text),
        'nothing of it',
      );
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      newcomer.send(newcomer.name);
      const { skipped } = await newcomer.expectLine(startingWith(`* welcome, ${newcomer.name}`));
      newcomer.expectNone(skipped, (line) => line.includes(text), 'nothing of it');
    },
  },
  {
    id: 'private-nobody',
    rule: '/msg to a name that nobody has is answered by "! ..."',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.send(`/msg ${stage.names.name('z')} ${word}`);
      await sender.expectLine(startingWith('! '));
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(later, (line) => line.includes(word), 'nothing of it');
    },
  },
];
