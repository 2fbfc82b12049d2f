import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { joinPair } from '../common/join-pair';
import { exactly, startingWith } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

interface Question {
  readonly id: string;
  readonly rule: string;
  readonly asks: string;
  readonly expects: (others: Client, sender: Client) => readonly string[];
}

/** An answer is for the one who asked. */
const question = (tongue: ProtocolDriver, { id, rule, asks, expects }: Question): Check => ({
  id,
  rule: `${rule}; the others get nothing`,
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const words = expects(others, sender);
    sender.send(asks);
    await sender.expectLine(startingWith('* ', ...words));
    const later = await exchangeMarker(tongue, stage, [sender, others]);
    others.expectNone(
      later,
      (line) => line.startsWith('* ') || line.includes(sender.name),
      'nothing of the question',
    );
  },
});

/** The queries of a client. */
export const asking = (tongue: ProtocolDriver): readonly Check[] => [
  question(tongue, {
    id: 'who',
    rule: '/who is answered by "* ..." with the names of those here',
    asks: '/who',
    expects: (others, sender) => [others.name, sender.name],
  }),
  question(tongue, {
    id: 'help',
    rule: '/help is answered by lines "* ..." with the commands',
    asks: '/help',
    expects: () => ['/nick'],
  }),
  {
    id: 'history-again',
    rule: '/history is answered by the last messages, as they were shown',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.send(word);
      const { line } = await others.expectLine(tongue.message(sender.name, word));
      others.send('/history');
      await others.expectLine({
        description: `${line}, maybe behind "* "`,
        matches: (each) => each.endsWith(line),
      });
    },
  },
  {
    id: 'unknown-command',
    rule: 'an unknown command is answered by "! unknown command /foo: /help lists them"; the others get nothing',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const command = `/${stage.names.name('z')}`;
      sender.send(`${command} x`);
      await sender.expectLine(exactly(`! unknown command ${command}: /help lists them`));
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(later, (line) => line.includes(command), 'nothing of the command');
    },
  },
];
