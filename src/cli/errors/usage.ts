interface Usage {
  /** The words behind the command's name. */
  readonly positionals: string;
  readonly summary: string;
}

const commands: Readonly<Record<string, Usage>> = {
  serve: { positionals: '[port]', summary: 'starts a chat server, to join with nc' },
  echo: { positionals: '[port]', summary: 'starts a server that sends each line back' },
  log: { positionals: 'DIR', summary: 'prints the log of the chat in DIR' },
  verify: { positionals: 'DIR', summary: 'checks the chat in DIR' },
  backup: { positionals: 'DIR TO', summary: 'copies the chat in DIR' },
  conform: { positionals: 'HOST:PORT', summary: 'checks any chat server' },
};

const synopsis = (name: string): string => `rx-chat ${name} ${commands[name]?.positionals ?? ''}`;

/** How a command is called: of the one that is named, or of all. */
export const usage = (name: string | undefined): string =>
  name !== undefined && Object.hasOwn(commands, name)
    ? `usage: ${synopsis(name)} [options]    (rx-chat ${name} --help lists them)`
    : [
        'usage: rx-chat COMMAND [options]    (rx-chat COMMAND --help lists them)',
        ...Object.entries(commands).map(([name, { summary }]) => `  ${synopsis(name).padEnd(28)}${summary}`),
      ].join('\n');
