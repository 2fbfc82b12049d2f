import type { Check } from '../../runner/check';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../client/client';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { waitInOrder } from './wait-in-order';
import { joinPair } from './join-pair';

/** How many lines come in one write. */
const BURST_LINES = 40;

/** TCP has no packets that a reader could rely on. */
export const fragments = (tongue: ProtocolDriver): Check => ({
  id: 'fragments',
  rule: 'a name and a message come a byte at a time: they are one name and one message',
  run: async (stage) => {
    const others = await tongue.entrance.join(stage, 'others');
    const sender = await tongue.entrance.connectToPrompt(stage, 'sender');
    const word = stage.uniqueText();
    await sender.sendSlowly(`${tongue.introduce(sender.name)}\n`);
    await pause(20);
    await sender.sendSlowly(`${tongue.say(word)}\n`);
    await others.expectLine(tongue.message(sender.name, word));
  },
});

/** The name and the first lines may be in one packet too. */
export const manyLines = (tongue: ProtocolDriver): Check => ({
  id: 'many-lines',
  rule: `a name and ${BURST_LINES} messages come in one write: the others get all of them, in order`,
  run: async (stage) => {
    const others = await tongue.entrance.join(stage, 'others');
    const sender = await tongue.entrance.connectToPrompt(stage, 'sender');
    const words = Array.from({ length: BURST_LINES }, () => stage.uniqueText());
    const lines = [tongue.introduce(sender.name), ...words.map(tongue.say)];
    sender.write(lines.map((line) => `${line}\n`).join(''));
    await waitInOrder(others, words);
  },
});

/** The cut goes through each character in turn. */
export const splitCharacters = (tongue: ProtocolDriver): Check => ({
  id: 'split-utf8',
  rule: 'the bytes of é, 語 and 😀 come one at a time: the others get the characters',
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const text = `é語😀${stage.uniqueText()}`;
    await sender.sendSlowly(`${tongue.say(text)}\n`);
    await others.expectLine(tongue.message(sender.name, text));
  },
});

const says = async (
  tongue: ProtocolDriver,
  [sender, others]: readonly [Client, Client],
  text: string,
  end: string,
) => {
  sender.write(`${tongue.say(text)}${end}`);
  return (await others.expectLine(tongue.message(sender.name, text))).line;
};

/** Telnet and Windows end lines so. */
export const carriageReturn = (tongue: ProtocolDriver): Check => ({
  id: 'crlf',
  rule: 'a line ends with \\r\\n: the \\r is no part of it',
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const line = await says(tongue, [sender, others], stage.uniqueText(), '\r\n');
    others.expectNone([line], (text) => text.includes('\r'), 'the line without its \\r');
  },
});

/** A truncated line may be half of a command. */
export const unterminated = (tongue: ProtocolDriver): Check => ({
  id: 'unterminated',
  rule: 'one leaves behind a last line without its \\n: the lines before it are said, it is not',
  run: async (stage) => {
    const others = await tongue.entrance.join(stage, 'others');
    const witness = await tongue.entrance.join(stage, 'others');
    const sender = await tongue.entrance.join(stage, 'sender');
    const [whole, half] = [stage.uniqueText(), stage.uniqueText()];
    await says(tongue, [sender, others], whole, '\n');
    sender.write(tongue.say(half));
    sender.leave();
    await sender.hasClosed();
    const later = await exchangeMarker(tongue, stage, [witness, others]);
    others.expectNone(later, (line) => line.includes(half), 'nothing of the line that was not ended');
  },
});
