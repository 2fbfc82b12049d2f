import { cleanText, isBlank, parseName, type Command, type RefusalCode } from '../chat';

/** A command of the `chat` dialect: a line that begins with `/`. */
export interface ChatCommand {
  readonly usage: string;
  readonly help: string;
  /** The command, from what stands behind its name. */
  readonly read: (rest: string) => Command;
}

export const refuse = (text: string, code: RefusalCode = 'not-understood'): Command => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});

const reply = (...lines: string[]): Command => ({ kind: 'reply', fact: { kind: 'answered', lines } });

const rename = (raw: string): Command => {
  const parsed = parseName(raw);
  return parsed.kind === 'name' ? { kind: 'rename', name: parsed.name } : refuse(parsed.reason, 'bad-name');
};

const act = (raw: string): Command => {
  const text = cleanText(raw);
  return isBlank(text) ? refuse('say what you do: /me TEXT') : { kind: 'act', text };
};

const quit = (raw: string): Command => {
  const reason = cleanText(raw).trim();
  return isBlank(reason) ? { kind: 'leave' } : { kind: 'leave', reason };
};

const help = (topic: string): Command => {
  const asked = cleanText(topic).trim().replace(/^\//, '');
  if (asked === '')
    return reply(...[...chatCommands.values()].map(describe), '//TEXT: say a text that begins with /');
  const command = chatCommands.get(asked);
  return command ? reply(describe(command)) : unknown(asked);
};

const describe = ({ usage, help: what }: ChatCommand): string => `${usage}: ${what}`;

const unknown = (name: string): Command => refuse(`unknown command /${name}: /help lists them`);

export const chatCommands: ReadonlyMap<string, ChatCommand> = new Map([
  ['help', { usage: '/help [COMMAND]', help: 'what you can do here', read: help }],
  ['who', { usage: '/who', help: 'who is here', read: () => ({ kind: 'who' }) }],
  ['nick', { usage: '/nick NAME', help: 'change your name', read: rename }],
  ['me', { usage: '/me TEXT', help: 'say what you do', read: act }],
  ['quit', { usage: '/quit [REASON]', help: 'leave the chat', read: quit }],
]);

/** The command in a line that begins with `/`. */
export const readChatCommand = (line: string): Command => {
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/su.exec(line) ?? [];
  return chatCommands.get(name)?.read(rest) ?? unknown(cleanText(name));
};
