/**
 * A bot: a client like any other, lines in and lines out, over any stream. It greets whoever joins.
 *
 *     npx tsx examples/greeter-bot.ts [port]
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

/** Enters a chat under a name, and greets each newcomer until the chat ends. */
export const greeter = (stream: Duplex, name = 'greeter'): void => {
  stream.write(`${name}\n`);
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => {
    // What people say begins with a time, so nobody can talk the bot into greeting who has not come.
    const [, newcomer] = /^(\S+) has joined the chat$/.exec(line) ?? [];
    if (newcomer !== undefined) stream.write(`welcome, ${newcomer}\n`);
  });
  lines.on('close', () => stream.end());
  lines.on('error', ({ message }: Error) => console.error(`the chat is gone: ${message}`));
};

if (require.main === module) greeter(connect(Number(process.argv[2] ?? 8989), 'localhost'));
