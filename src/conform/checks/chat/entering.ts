import type { Check } from '../../runner/check';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { joinPair } from '../common/join-pair';
import { exactly, startingWith } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** The lines for a newcomer, and for the others. */
export const entering = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'greeting',
    rule: 'on connecting one gets a greeting, and on a line of its own "[ENTER YOUR NAME]: " without a line end',
    run: async (stage) => {
      const newcomer = await stage.connect('newcomer');
      await newcomer.expectOutput(
        'a greeting, then "[ENTER YOUR NAME]: "',
        /^[^]*\S[^]*\n\[ENTER YOUR NAME\]: $/,
      );
    },
  },
  {
    id: 'welcome',
    rule: 'a newcomer gets "* welcome, NAME: ...", which names who is here (or how many more) and /help',
    run: async (stage) => {
      const { others } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      newcomer.send(newcomer.name);
      const { line } = await newcomer.expectLine(startingWith(`* welcome, ${newcomer.name}: `));
      const complete = line.includes('/help') && (line.includes(others.name) || / and \d+ more/.test(line));
      if (!complete)
        throw new Failed(
          `newcomer: a welcome with ${others.name} and /help in it`,
          `newcomer: ${quote(line)}`,
        );
    },
  },
  {
    id: 'join',
    rule: 'one enters: the others get "NAME has joined the chat", once; itself does not',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.join(stage, 'newcomer');
      const joined = exactly(`${newcomer.name} has joined the chat`);
      await others.expectLine(joined);
      others.expectNone(
        await exchangeMarker(tongue, stage, [sender, others]),
        joined.matches,
        'one joining, and no second one',
      );
      newcomer.expectNone(
        await exchangeMarker(tongue, stage, [others, newcomer]),
        joined.matches,
        'nothing of its own joining',
      );
    },
  },
  {
    id: 'history',
    rule: 'a newcomer gets earlier messages and acts as they were shown, then its welcome; no joins or leaves',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const shown = [];
      for (const text of [stage.uniqueText(), `/me ${stage.uniqueText()}`, stage.uniqueText()]) {
        sender.send(text);
        shown.push((await others.expectLine(tongue.message(sender.name, text.replace('/me ', '')))).line);
      }
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      newcomer.send(newcomer.name);
      const { skipped } = await newcomer.expectLine(startingWith(`* welcome, ${newcomer.name}`));
      const missing = shown.find((line) => !skipped.includes(line));
      if (missing !== undefined)
        throw new Failed(
          `newcomer: ${quote(missing)} before its welcome`,
          `newcomer: ${quote(skipped.at(-1) ?? '')}`,
        );
      newcomer.expectNone(
        skipped,
        (line) => / has (joined|left) the chat/.test(line.replace(/^\[.*/, '')),
        'no joins or leaves',
      );
    },
  },
];
