import { setTimeout as pause } from 'node:timers/promises';
import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { joinPair } from '../common/join-pair';
import { literal } from '../../client/line-matcher';
import type { CheckContext } from '../../client/context';
import type { ProtocolDriver } from '../../client/protocol-driver';
import { TIME } from '../common/timestamps';
import { promptOf } from './netcat-driver';

const shownPrompt = ({ name }: Client): string => `[TIME][${name}]:`;

/** How long the last of an earlier check may still be told of, in milliseconds. */
const PROMPT_DELAY_MS = 100;

/** Two of whom each sits at a prompt, with nothing else unread. */
const seated = async (tongue: ProtocolDriver, stage: CheckContext) => {
  await pause(PROMPT_DELAY_MS);
  const { others, sender } = await joinPair(tongue, stage);
  for (const client of [others, sender])
    await client.expectOutput(`${shownPrompt(client)} at the end`, new RegExp(`${promptOf(client.name)}$`));
  return { others, sender };
};

/** The prompts that each client sits on: they are no lines, and nothing else may go on meanwhile. */
export const prompts = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'prompt',
    rule: 'one has entered: it gets a prompt of its own, [YYYY-MM-DD HH:MM:SS][NAME]: without a line end',
    serial: true,
    run: async (stage) => {
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      newcomer.send(newcomer.name);
      await newcomer.expectOutput(
        `${shownPrompt(newcomer)} at the end`,
        new RegExp(`${promptOf(newcomer.name)}$`),
      );
    },
  },
  {
    id: 'prompt-again',
    rule: 'one has said something, or nothing: it gets just a new prompt',
    serial: true,
    run: async (stage) => {
      const { sender } = await seated(tongue, stage);
      for (const text of [stage.uniqueText(), '']) {
        sender.send(text);
        await sender.expectOutput(`just ${shownPrompt(sender)}`, new RegExp(`^${promptOf(sender.name)}$`));
      }
    },
  },
  {
    id: 'line-break',
    rule: 'what the others say comes on a line of its own below the prompt, and a new prompt follows',
    serial: true,
    run: async (stage) => {
      const { others, sender } = await seated(tongue, stage);
      const word = stage.uniqueText();
      sender.send(word);
      const line = `${TIME}\\[${literal(sender.name)}\\]: ?${word}`;
      await others.expectOutput(
        `a line end, the message ${word}, a line end, ${shownPrompt(others)}`,
        new RegExp(`^\\n${line}\\n${promptOf(others.name)}$`),
      );
    },
  },
];
