import type { Check } from '../../runner/check';
import { joinPair } from '../common/join-pair';
import { exactly, including, startingWith } from '../../client/line-matcher';
import { assertMessageFormat } from '../common/timestamps';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** Another name. */
export const renaming = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'rename',
    rule: '/nick NAME: everybody in the room gets "OLD is now known as NEW", and then messages of NEW',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const [name, word] = [stage.names.name('s'), stage.uniqueText()];
      sender.send(`/nick ${name}`);
      for (const client of [others, sender])
        await client.expectLine(exactly(`${sender.name} is now known as ${name}`));
      sender.send(word);
      const { line } = await others.expectLine(including(word));
      assertMessageFormat(others, line, `[${name}]:${word}`);
    },
  },
  {
    id: 'rename-taken',
    rule: '/nick with a name that somebody has is answered by "! ...", and changes nothing',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      sender.send(`/nick ${others.name}`);
      await sender.expectLine(startingWith('! '));
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(
        later,
        (line) => line.includes('is now known as') && line.includes(sender.name),
        'no renaming',
      );
    },
  },
];
