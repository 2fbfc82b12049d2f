import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveChatOptions, type ChatOptions } from '../src/server/chat-options';
import { apiBounds, apiDefault, type NumberRow, type OptionRows } from '../src/server/option-row';
import { chatNumberRows, echoRows, serveRows } from '../src/server/option-table';
import { optionList } from '../src/cli/options/declare-options';
import type { OptionTable } from '../src/cli/options/option';
import { serveOptions } from '../src/cli/commands/serve/serve-options';
import { COMMAND_LOG_EVENTS } from '../src/cli/runtime/command-log';
import { usage } from '../src/cli/errors/usage';
import { OPERATOR_COMMANDS, USER_COMMANDS } from '../src/chat';
import { LOG_EVENTS } from '../src/stream';
import { chatDialect } from '../src/dialects';

const read = (path: string): string => readFileSync(path, 'utf8');

/** The cells of each row of the tables in a text, without their heads. */
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = '']) => row.split(/ +\| /).map((cell) => cell.trim()))
    .filter(([first = '']) => !/^-+$/.test(first));

/** The part of a page that begins with a heading, up to the next of that level. */
const partOf = (page: string, heading: string): string => {
  const start = page.indexOf(`${heading}\n`);
  const level = heading.split(' ', 1)[0] ?? '';
  const end = page.indexOf(`\n${level} `, start + 1);
  return start < 0 ? '' : page.slice(start, end < 0 ? undefined : end);
};

const configuration = read('docs/configuration.md');
const userGuide = read('docs/user-guide.md');
const library = read('docs/library.md');
const protocol = read('docs/protocol/chat.md');
const limits = read('docs/limits.md');
const errors = read('docs/errors.md');

const plain = (cell: string): string => cell.replaceAll('`', '').replace(/(\d),(?=\d)/g, '$1');

const slashCommands = Object.entries({ ...USER_COMMANDS, ...OPERATOR_COMMANDS });

const UNITS: Readonly<Record<string, number>> = {
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  s: 1,
  ms: 0.001,
};

/** The first number in a cell, in bytes or seconds. */
const amountOf = (cell: string): number => {
  const [, digits, unit = ''] = /(\d+(?:\.\d+)?)(?: (KiB|MiB|GiB|ms|s)\b)?/.exec(plain(cell)) ?? [];
  return digits === undefined ? 0 : Number(digits) * (UNITS[unit] ?? 1);
};

/** The numbers among the options of a table. */
const numbersOf = (rows: OptionRows): [string, NumberRow][] =>
  Object.entries(rows).flatMap(([name, row]): [string, NumberRow][] =>
    row.kind === 'number' ? [[name, row]] : [],
  );

/** What `/help` answers at the chat's prompt. */
const helpLines = (): string => {
  const dialect = chatDialect();
  const command = dialect.read('entered', '/help');
  if (command?.kind !== 'reply') throw new Error('/help is no reply');
  return dialect.write(command.fact, 0);
};

describe('docs/protocol/chat.md', () => {
  it('has what /help says, to the byte', () => {
    expect(protocol).toContain(`\`/help\` says:\n\n\`\`\`\n${helpLines()}\`\`\``);
  });

  it.each(slashCommands.map(([name]) => name))('has a row for /%s', (name) => {
    const rows = rowsOf(protocol).map(([first = '']) => first);
    expect(rows.filter((first) => new RegExp(`\`/${name}[ \`]`).test(first))).not.toEqual([]);
  });
});

describe('docs/user-guide.md', () => {
  it.each(slashCommands)('has a row for /%s, as it is used', (_, { usage }) => {
    const rows = rowsOf(userGuide).map(([first = '']) => first);
    const used = usage.replace('NAME|ADDRESS', 'NAME').replace('NAME|SEQ', 'NAME');
    expect(rows.filter((first) => first.includes(`\`${used}`))).toHaveLength(1);
  });
});

describe('docs/configuration.md', () => {
  const shown = rowsOf(configuration).filter(([first = '']) => first !== 'option');
  const options = Object.entries(serveOptions as OptionTable);

  it('has a row for each option of serve, and no other', () => {
    expect(shown.map(([first = '']) => plain(first)).sort()).toEqual(
      options.map(([name]) => `--${name}`).sort(),
    );
  });

  it.each(options)('has the default and the variable of --%s', (name, option) => {
    const [, , fallback = '', variable = ''] = shown.find(([first]) => first === `\`--${name}\``) ?? [];
    expect(plain(fallback)).toBe(option.shown);
    const called = `RX_CHAT_${name.toUpperCase().replaceAll('-', '_')}`;
    expect(plain(variable)).toBe(option.flag ? `${called}=true` : called);
  });
});

describe('the bounds in docs/configuration.md', () => {
  const rows = rowsOf(configuration);

  it.each(numbersOf(serveRows))('are those of --%s', (name, { min, max }) => {
    const [, takes = ''] = rows.find(([first]) => first === `\`--${name}\``) ?? [];
    const [, low = '', high = ''] = /([\d,]+) to ([\d,]+(?: [KMG]iB)?)/.exec(takes) ?? [];
    expect([low, high].map(amountOf)).toEqual([min, max]);
  });
});

describe('the comments of the API', () => {
  const sources = {
    'server/chat-options.ts': chatNumberRows,
    'transports/listeners/tcp.ts': { port: serveRows.port, 'max-line': serveRows['max-line'] },
    'transports/listeners/tls.ts': {
      'tls-port': { ...serveRows['tls-port'], api: 'port' },
      'max-line': serveRows['max-line'],
    },
    'transports/listeners/unix.ts': { 'max-line': serveRows['max-line'] },
    'transports/duplex/duplex-connection.ts': { 'max-line': serveRows['max-line'] },
    'server/echo.ts': echoRows,
  } satisfies Readonly<Record<string, OptionRows>>;
  const documented = Object.entries<OptionRows>(sources).flatMap(([path, rows]) =>
    numbersOf(rows).map(([, row]) => [row.api ?? '', path, row] as const),
  );

  /** The `@default` of an option, as its comment has it. */
  const defaultIn = (path: string, option: string): string => {
    const [before = ''] = read(`src/${path}`).split(`\n  readonly ${option}?:`);
    return /@default ([\d_]+(?: [KMG]iB)?)\s*\*\/$/.exec(before)?.[1] ?? 'none';
  };

  it.each(documented)('have the default of %s, in src/%s', (option, path, row) => {
    const shown = defaultIn(path, option).replaceAll('_', '');
    expect(shown).not.toBe('none');
    expect(amountOf(shown)).toBe(apiDefault(row));
  });

  it('have the least tape', () => {
    const { min } = apiBounds(chatNumberRows.tape);
    expect(read('src/server/chat-options.ts').replaceAll('_', '')).toContain(`at least ${min}.`);
  });
});

describe('docs/library.md', () => {
  /** All of them: the compiler says so if one is missing. */
  const chatOptions = {
    history: 1,
    greeting: 1,
    nameTimeout: 1,
    maxClients: 1,
    maxPerAddress: 1,
    rate: 1,
    burst: 1,
    joinRate: 1,
    maxUnnamed: 1,
    idle: 1,
    maxAnswers: 1,
    answersTotal: 1,
    tape: 1,
    tapeTotal: 1,
    stall: 1,
    stallTimeout: 1,
    password: 1,
    operatorSecret: 1,
    maxRooms: 1,
    journal: 1,
    meter: 1,
    clock: 1,
  } satisfies Record<keyof ChatOptions, 1>;

  it.each(Object.keys(chatOptions))('names the option %s of createChat', (name) => {
    expect(partOf(library, '## Embedding')).toContain(`\`${name}\``);
  });
});

describe('the links of the documents', () => {
  const pages = [
    ...readdirSync('.').filter((name) => name.endsWith('.md')),
    ...readdirSync('docs', { encoding: 'utf8', recursive: true }).flatMap((name) =>
      name.endsWith('.md') && !name.startsWith('api/') ? `docs/${name}` : [],
    ),
  ];

  /** As GitHub makes them of headings. */
  const anchorsOf = (page: string): readonly string[] =>
    [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );

  const linksOf = (page: string): readonly string[] =>
    [...read(page).matchAll(/(?:\]\(|src=")([^)\s"]+)[)"]/g)].map(([, link = '']) => link);

  it('of README.md lead to files of the package', () => {
    const { files } = JSON.parse(read('package.json')) as { readonly files: readonly string[] };
    const packed = [...files, 'LICENSE'];
    const paths = linksOf('README.md').flatMap((link) =>
      /^https?:/.test(link) ? [] : [link.split('#', 1)[0] ?? ''],
    );
    expect(paths.filter((path) => path !== '' && !packed.includes(path.split('/', 1)[0] ?? ''))).toEqual([]);
  });

  it.each(pages)('of %s lead somewhere', (page) => {
    const links = linksOf(page);
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});

describe('docs/limits.md', () => {
  const rows = rowsOf(limits);
  const numbers = Object.entries(resolveChatOptions({})).filter(([, value]) => typeof value === 'number');
  const cellOf = (option: string): string =>
    rows.find(([, , options = '']) => options.split(/[,;] /).includes(`\`${option}\``))?.[1] ?? 'no row';

  it.each(Object.entries(serveOptions).filter(([, { expects }]) => expects.includes('number from')))(
    'has the default of --%s',
    (name, { shown }) => {
      if (name.includes('port')) return;
      expect(amountOf(cellOf(`--${name}`))).toBe(amountOf(shown));
    },
  );

  it.each(numbers.filter(([name]) => name !== 'inFlightTotal'))('has the default of %s', (name, value) => {
    const isTime = numbersOf(chatNumberRows).some(([, { api, unit }]) => api === name && unit === 'seconds');
    expect(amountOf(cellOf(name))).toBe(Number(value) / (isTime ? 1000 : 1));
  });
});

describe('docs/errors.md', () => {
  const records = rowsOf(errors).map((row) => row.slice(0, 3).map(plain));

  it.each(Object.entries({ ...LOG_EVENTS, ...COMMAND_LOG_EVENTS }))(
    'has one row for the log event %s, with its level',
    (event, { level }) => {
      expect(records.filter(([first]) => first === event).map(([, second]) => second)).toEqual([level]);
    },
  );

  it('has the usage of serve as the command prints it', () => {
    expect(errors).toContain(`\n${usage('serve')}\n`);
  });
});

describe('serve --help-all', () => {
  it('has a line for each option', () => {
    const listed = [...optionList(serveOptions).matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(serveOptions));
  });
});
