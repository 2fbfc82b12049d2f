import { seeded } from '../../spec/helpers/random';

/** Bytes to write at once; between two of them the server gets time to read. */
export type Input = readonly Buffer[];

export type Ending = 'half-closed' | 'reset' | 'destroyed' | 'quit' | 'left open';

/** All that one client does. */
export interface Session {
  readonly inputs: readonly Input[];
  readonly ending: Ending;
}

type Random = ReturnType<typeof seeded>;

const ENDINGS: readonly Ending[] = ['half-closed', 'reset', 'destroyed', 'quit', 'left open'];
const COMMANDS = [
  'help',
  'who',
  'nick',
  'me',
  'quit',
  'msg',
  'join',
  'topic',
  'history',
  'ignore',
  'rooms',
  'op',
  'say',
  'kick',
  'ban',
  'mute',
  'delete',
  'resume',
];
const NAMES = [
  'ann',
  'Bob',
  'b\u043eb',
  'server',
  'Zoë',
  'Zoe\u0308',
  '名前',
  'a',
  '\uff41nn',
  'no one',
  'x.y-z_9',
];
/** What a dialect, a terminal or a decoder might take for something else. */
const PIECES: readonly Buffer[] = [
  ...[
    '\x1b[2J',
    '\x1b[31;1m',
    '\x1b]0;title\x07',
    '\x1bPq#0\x1b\\',
    '\x1b',
    '\x9b31m',
    '\x1bc',
    '\x1b[',
    '\x90q\x9c',
  ],
  ...[
    '\0',
    '\x07',
    '\b\b\b',
    '\r',
    '\x7f',
    '\v\f',
    '\t',
    '\x85',
    '\u2028',
    '\u2029',
    '\u202eevil\u202c',
    '\u2066x',
  ],
  ...[
    '\u200b',
    '\ufeff',
    '\u00ad',
    'e\u0301'.repeat(30),
    '\u{1f600}',
    '\u{e0001}',
    '\ufffe',
    '/',
    '//',
    ' ',
    ': ',
  ],
  ...['[bob]:line 3 of bob', '[2026-01-01 00:00:00][bob]:line 1 of bob', '! line too long', '* welcome, bob'],
].map((text) => Buffer.from(text));
/** No UTF-8: surrogates as CESU, overlong forms, lone parts, what is beyond Unicode; and telnet. */
const BYTES: readonly Buffer[] = [
  ...[
    'eda080',
    'edb080',
    'eda080edb080',
    'c080',
    'c0af',
    'e080af',
    'f0808080',
    'f4908080',
    'f8888080',
    'fffe',
  ],
  ...['80', 'bf', 'c3', 'e282', 'f09f98', '9b', '9d', '90', 'c29b', 'c285', 'e280a8', 'e280ae', 'e281a6'],
  ...['ff', 'ffff', 'fffb01', 'fffd03', 'fffa1800787fff', 'fff0', 'fffa', 'fff6', 'fffaff'],
].map((hex) => Buffer.from(hex, 'hex'));
const FOREIGN = [
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'SSH-2.0-x\r\n',
  '\x16\x03\x01\x00\xf4\x01\x00\x00',
  'POST /',
];
const NEWLINE = Buffer.from('\n');

const randomBytes = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => random.below(256)));

const pick = <T>(random: Random, all: readonly T[]): T => all[random.below(all.length)] as T;

const piece = (random: Random): Buffer => {
  switch (random.below(4)) {
    case 0:
      return pick(random, PIECES);
    case 1:
      return pick(random, BYTES);
    case 2:
      return randomBytes(random, random.below(12));
    default:
      return Buffer.from('plain words '.slice(random.below(12)));
  }
};

const garbage = (random: Random): Buffer =>
  Buffer.concat(Array.from({ length: 1 + random.below(8) }, () => piece(random)));

const line = (...parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat([...parts.map((part) => Buffer.from(part)), NEWLINE]);

/** Turns some bytes of an input into others, takes some away, or doubles a stretch. */
const mutate = (random: Random, bytes: Buffer): Buffer => {
  const at = random.below(bytes.length);
  switch (random.below(4)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), garbage(random), bytes.subarray(at)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(3))]);
    case 2:
      return Buffer.concat([bytes, bytes.subarray(at)]);
    default: {
      const copy = Buffer.from(bytes);
      copy[at] = random.below(256);
      return copy;
    }
  }
};

const valid = (random: Random): Buffer => {
  const said = [
    `hello ${random.below(1000)}`,
    '/who',
    '/me waves',
    '/help nick',
    '//literal',
    'grüße 名前 \u{1f600}',
  ];
  return line(pick(random, said));
};

/** In pieces that may end anywhere, in a character too. */
const cut = (random: Random, bytes: Buffer): Input => {
  const first = random.below(bytes.length + 1);
  const second = first + random.below(bytes.length - first + 1);
  return [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
};

const KINDS: readonly ((random: Random) => Input)[] = [
  (random) => [randomBytes(random, 1 + random.below(300))],
  (random) => [line(randomBytes(random, random.below(60)))],
  (random) => [mutate(random, valid(random))],
  (random) => [mutate(random, mutate(random, valid(random)))],
  (random) => cut(random, line('grüße 名前 \u{1f600}', garbage(random))),
  (random) => [line(garbage(random))],
  (random) => [line(garbage(random))],
  (random) => cut(random, line(garbage(random))),
  (random) => [line(`/${pick(random, COMMANDS)} `, garbage(random))],
  (random) => [line('/', garbage(random))],
  (random) => [line(`/nick ${pick(random, NAMES)}`, random.below(2) === 0 ? '' : garbage(random))],
  (random) => [line(pick(random, NAMES), garbage(random))],
  (random) => [line('/nick ', 'n'.repeat(random.below(400)), 'e\u0301'.repeat(random.below(40)))],
  (random) => [valid(random), valid(random), valid(random)],
  (random) => [line(...Array.from({ length: random.below(40) }, () => piece(random)))],
  (random) => [Buffer.alloc(random.below(400), pick(random, PIECES))],
];

/** Rare, since they are long. */
const overlong = (random: Random): Input => {
  const filler = pick(random, [Buffer.from('x'), ...PIECES, ...BYTES]);
  return [line(Buffer.alloc(3000 + random.below(6000), filler))];
};

const input = (random: Random): Input =>
  random.below(100) === 0 ? overlong(random) : pick(random, KINDS)(random);

/** How most begin: with a name that is let in, so that others hear what comes next. */
const greeting = (random: Random, index: number): readonly Input[] => {
  const dice = random.below(10);
  if (dice === 0) return [[Buffer.from(pick(random, FOREIGN), 'latin1')]];
  if (dice === 1) return [];
  if (dice === 2) return [[line(pick(random, NAMES), garbage(random))], [line(`f${index}`)]];
  return [[line(`${pick(random, ['f', 'ж', '名', 'é'])}${index}`)]];
};

/** The session with this number: the same for the same seed, whatever the others do. */
export const sessionOf = (seed: number, index: number): Session => {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const more = Array.from({ length: 5 + random.below(40) }, () => input(random));
  return { inputs: [...greeting(random, index), ...more], ending: pick(random, ENDINGS) };
};
