interface Usage {
  /** The words behind the command's name. */
  readonly words: string;
  readonly what: string;
}

const commands: Readonly<Record<string, Usage>> = {
  serve: { words: '[port]', what: 'a chat server, which people join with nc' },
  echo: { words: '[port]', what: 'a server that sends each line back' },
  log: { words: 'DIR', what: 'what was said in a chat that is kept in DIR' },
  verify: { words: 'DIR', what: 'checks a chat that is kept in DIR' },
  backup: { words: 'DIR TO', what: 'copies a chat that is kept in DIR' },
  conform: { words: 'HOST:PORT', what: 'checks a chat server, of whatever make' },
};

const called = (name: string): string => `rx-chat ${name} ${commands[name]?.words ?? ''}`;

/** How a command is called: of the one that is named, or of all. */
export const usage = (name: string | undefined): string =>
  name !== undefined && Object.hasOwn(commands, name)
    ? `usage: ${called(name)} [options]    (rx-chat ${name} --help lists them)`
    : [
        'usage: rx-chat COMMAND [options]    (rx-chat COMMAND --help lists them)',
        ...Object.entries(commands).map(([name, { what }]) => `  ${called(name).padEnd(28)}${what}`),
      ].join('\n');
