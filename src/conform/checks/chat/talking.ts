import type { Check } from '../../runner/check';
import { assertMessageFormat } from '../common/timestamps';
import { joinPair } from '../common/join-pair';
import { including, matching } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** The delivery of a text. */
export const talking = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'message',
    rule: 'a message reaches the others as [YYYY-MM-DD HH:MM:SS][NAME]:TEXT, no space behind the colon',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const text = `${stage.uniqueText()} and  so on!`;
      sender.send(text);
      const { line } = await others.expectLine(tongue.message(sender.name, text));
      assertMessageFormat(others, line, `[${sender.name}]:${text}`);
    },
  },
  {
    id: 'act',
    rule: '/me TEXT reaches the others as [TIME]* NAME TEXT, and not its sender',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const text = stage.uniqueText();
      sender.send(`/me ${text}`);
      const { line } = await others.expectLine(including(text));
      assertMessageFormat(others, line, `* ${sender.name} ${text}`);
      const own = await exchangeMarker(tongue, stage, [others, sender]);
      sender.expectNone(own, (each) => each.includes(text), 'nothing of its own act');
    },
  },
  {
    id: 'slashes',
    rule: '//TEXT says /TEXT',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.send(`//${word}`);
      const { line } = await others.expectLine(including(word));
      assertMessageFormat(others, line, `[${sender.name}]:/${word}`);
    },
  },
  {
    id: 'blank-line',
    rule: 'a blank line (empty, or only spaces) is ignored: the others get nothing, nor does its sender',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      sender.send('');
      sender.send('  \t ');
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(later, (line) => line.includes(sender.name), 'nothing for a blank line');
      const own = await exchangeMarker(tongue, stage, [others, sender]);
      sender.expectNone(own, (line) => line.startsWith('!'), 'no answer to a blank line');
    },
  },
  {
    id: 'control-characters',
    rule: 'escape sequences, controls and U+202E are removed from a text, a tab becomes a space',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.send(`${word}:\u001b[31mr\u0007e\u202ed\u001b[0m\tink`);
      await others.expectLine({
        ...including(`${word}:red ink`),
        description: `"${word}:red ink", with nothing between its letters`,
      });
    },
  },
  {
    id: 'invalid-utf8',
    rule: 'bytes that are no UTF-8 become U+FFFD, and the rest of the line is kept',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.write(Buffer.concat([Buffer.from(`${word}<`), Buffer.from([0xc3, 0x28]), Buffer.from('>\n')]));
      await others.expectLine(including(`${word}<\ufffd(>`));
    },
  },
  {
    id: 'too-long',
    rule: 'a line of 5000 bytes: "! line too long: N bytes at most", none of it is said, the connection stays',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.send(word.padEnd(5000, 'x'));
      const answer = /^! line too long: \d+ bytes at most$/;
      await sender.expectLine(matching('"! line too long: N bytes at most"', answer));
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(
        later,
        (line) => line.includes(word) || line.includes('xxxx'),
        'nothing of that line',
      );
    },
  },
];
