const commands: Readonly<Record<string, string>> = {
  serve: 'a chat server, which people join with nc',
  echo: 'a server that sends each line back',
};

/** How a command is called: of the one that is named, or of all. */
export const usage = (name: string | undefined): string =>
  name !== undefined && Object.hasOwn(commands, name)
    ? `usage: rx-chat ${name} [port] [options]    (rx-chat ${name} --help lists them)`
    : [
        'usage: rx-chat COMMAND [options]    (rx-chat COMMAND --help lists them)',
        ...Object.entries(commands).map(
          ([command, what]) => `  ${`rx-chat ${command} [port]`.padEnd(24)}${what}`,
        ),
      ].join('\n');
