import type { Check } from '../../runner/check';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../client/client';
import { mark, type Tongue } from '../../client/protocol-driver';
import { inOrder } from './wait-in-order';
import { pair } from './join-pair';

/** How many lines come in one write. */
const LINES = 40;

/** TCP has no packets that a reader could rely on. */
export const fragments = (tongue: Tongue): Check => ({
  id: 'fragments',
  rule: 'a name and a message come a byte at a time: they are one name and one message',
  run: async (stage) => {
    const others = await tongue.entrance.enter(stage, 'others');
    const sender = await tongue.entrance.meet(stage, 'sender');
    const word = stage.word();
    await sender.trickle(`${tongue.introduce(sender.name)}\n`);
    await pause(20);
    await sender.trickle(`${tongue.say(word)}\n`);
    await others.sees(tongue.message(sender.name, word));
  },
});

/** The name and the first lines may be in one packet too. */
export const manyLines = (tongue: Tongue): Check => ({
  id: 'many-lines',
  rule: `a name and ${LINES} messages come in one write: the others get all of them, in order`,
  run: async (stage) => {
    const others = await tongue.entrance.enter(stage, 'others');
    const sender = await tongue.entrance.meet(stage, 'sender');
    const words = Array.from({ length: LINES }, () => stage.word());
    const lines = [tongue.introduce(sender.name), ...words.map(tongue.say)];
    sender.write(lines.map((line) => `${line}\n`).join(''));
    await inOrder(others, words);
  },
});

/** The cut goes through each character in turn. */
export const splitCharacters = (tongue: Tongue): Check => ({
  id: 'split-utf8',
  rule: 'the bytes of é, 語 and 😀 come one at a time: the others get the characters',
  run: async (stage) => {
    const { others, sender } = await pair(tongue, stage);
    const text = `é語😀${stage.word()}`;
    await sender.trickle(`${tongue.say(text)}\n`);
    await others.sees(tongue.message(sender.name, text));
  },
});

const says = async (
  tongue: Tongue,
  [sender, others]: readonly [Client, Client],
  text: string,
  end: string,
) => {
  sender.write(`${tongue.say(text)}${end}`);
  return (await others.sees(tongue.message(sender.name, text))).line;
};

/** Telnet and Windows end lines so. */
export const carriageReturn = (tongue: Tongue): Check => ({
  id: 'crlf',
  rule: 'a line ends with \\r\\n: the \\r is no part of it',
  run: async (stage) => {
    const { others, sender } = await pair(tongue, stage);
    const line = await says(tongue, [sender, others], stage.word(), '\r\n');
    others.never([line], (text) => text.includes('\r'), 'the line without its \\r');
  },
});

/** What was cut off may be half of something. */
export const unterminated = (tongue: Tongue): Check => ({
  id: 'unterminated',
  rule: 'one leaves behind a last line without its \\n: the lines before it are said, it is not',
  run: async (stage) => {
    const others = await tongue.entrance.enter(stage, 'others');
    const witness = await tongue.entrance.enter(stage, 'others');
    const sender = await tongue.entrance.enter(stage, 'sender');
    const [whole, half] = [stage.word(), stage.word()];
    await says(tongue, [sender, others], whole, '\n');
    sender.write(tongue.say(half));
    sender.leave();
    await sender.gone();
    const later = await mark(tongue, stage, [witness, others]);
    others.never(later, (line) => line.includes(half), 'nothing of the line that was not ended');
  },
});
