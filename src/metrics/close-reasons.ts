/** Why connections end, as far as a label may tell them apart: a fixed list, whatever clients and sockets say. */
export const CAUSES = [
  'fin',
  'reset',
  'quit',
  'idle',
  'too-slow',
  'kicked',
  'banned',
  'name-timeout',
  'too-many-tries',
  'too-many-unnamed',
  'foreign-protocol',
  'endless-line',
  'bad-telnet',
  'flush-timeout',
  'ping-timeout',
  'too-many-pings',
  'protocol',
  'shutdown',
  'error',
  'closed',
  'system',
  'other',
] as const;
export type Cause = (typeof CAUSES)[number];

const EXACT: Readonly<Record<string, Cause>> = {
  FIN: 'fin',
  RST: 'reset',
  quit: 'quit',
  idle: 'idle',
  'too slow': 'too-slow',
  banned: 'banned',
  'name-timeout': 'name-timeout',
  'too-many-tries': 'too-many-tries',
  'too-many-unnamed': 'too-many-unnamed',
  'endless-line': 'endless-line',
  'bad-telnet': 'bad-telnet',
  'flush timeout': 'flush-timeout',
  'ping timeout': 'ping-timeout',
  'too many pings': 'too-many-pings',
  shutdown: 'shutdown',
  'the server is shutting down': 'shutdown',
  error: 'error',
  closed: 'closed',
};

const BEGINNINGS: readonly (readonly [RegExp, Cause])[] = [
  [/^quit: /, 'quit'],
  [/^kicked by /, 'kicked'],
  [/^banned by /, 'banned'],
  [/^foreign protocol /, 'foreign-protocol'],
  [/^the server stops: /, 'shutdown'],
  [/^WS_ERR_/, 'protocol'],
  [/^E[A-Z]+$/, 'system'],
];

/** The label of a cause as the log has it. */
export const causeOf = (text: string): Cause =>
  (Object.hasOwn(EXACT, text) ? EXACT[text] : undefined) ??
  BEGINNINGS.find(([beginning]) => beginning.test(text))?.[1] ??
  'other';
