import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

/** A server to compare with, and how it is started. */
export interface Contestant {
  readonly name: string;
  /** What it is, for the document. */
  readonly what: string;
  /** How the load speaks to it. */
  readonly protocol: 'chat' | 'ncat' | 'nats' | 'echo';
  /** How much of its clients are WebSockets, from 0 to 1. It says where it takes them. @default 0 */
  readonly webSockets?: number;
  /** What ends it. @default SIGKILL */
  readonly signal?: NodeJS.Signals;
  /**
   * The part of the lines of a storm that it gets, from 0 to 1: a server that takes a minute for all of them gets fewer.
   * @default 1
   */
  readonly share?: number;
  /** What has to be on the PATH, and the Debian package that it is in. */
  readonly needs?: { readonly program: string; readonly install: string };
  /** How it is started at a free port; it is told one, unless it finds one by itself and says so. */
  readonly command: (port: number, options: ServerOptions) => readonly string[];
}

export interface ServerOptions {
  /** Lines that a newcomer is sent. */
  readonly history: number;
  readonly built: Built;
}

/** Where the programs that the benchmark compiles are. */
export interface Built {
  readonly folder: string;
  /** The Node that runs rx-chat. */
  readonly node: string;
}

const PEERS = join(__dirname, 'other-servers');
export const RX_CHAT = join(__dirname, '../../dist/cli/main.js');

/** What would hold the load back or keep it out; everything else is as users have it. */
const UNCAPPED = ['rate', 'join-rate', 'max-clients', 'max-per-address', 'max-unnamed'].flatMap((cap) => [
  `--${cap}`,
  '0',
]);

const HTTP = ['--http', '127.0.0.1:0'];

const go = { program: 'go', install: 'golang-go' };
const cc = { program: 'cc', install: 'gcc' };

/** The first of each list is rx-chat, which the others are compared with. */
export const CHATS: readonly Contestant[] = [
  {
    name: 'rx-chat',
    what: 'this server, as built, with its defaults; only the rates and the caps on clients, addresses and unnamed are off',
    protocol: 'chat',
    command: (_port, { history, built }) => [
      ...[built.node, RX_CHAT, 'serve', '--port', '0', '--host', '127.0.0.1', '--log-level', 'error'],
      ...['--history', String(history), ...UNCAPPED],
    ],
  },
  {
    name: 'rx-chat --data',
    what: 'the same, where every line is on disk before anybody sees it',
    protocol: 'chat',
    command: (port, options) => [
      ...(CHATS[0]?.command(port, options) ?? []),
      ...['--data', mkdtempSync(join(options.built.folder, 'data-'))],
    ],
  },
  {
    name: 'rx-chat, half WebSockets',
    what: 'rx-chat with `--http`: half of the clients are WebSockets, as browsers are, in one room with those on TCP, which write; for a WebSocket a line is a JSON object in a frame, 1.8 times the bytes',
    protocol: 'chat',
    webSockets: 0.5,
    command: (port, options) => [...(CHATS[0]?.command(port, options) ?? []), ...HTTP],
  },
  {
    name: 'rx-chat, WebSockets',
    what: 'the same where all clients are WebSockets, also those that write, which are told of their own lines too',
    protocol: 'chat',
    webSockets: 1,
    command: (port, options) => [...(CHATS[0]?.command(port, options) ?? []), ...HTTP],
  },
  {
    name: 'floor',
    what: 'the least that one thread can do: C, epoll, one log for all, one `writev` a client a turn of the loop',
    protocol: 'chat',
    needs: cc,
    command: (_port, { history, built }) => [join(built.folder, 'floor-chat'), '0', String(history)],
  },
  {
    name: 'seed chat',
    what: 'the well-known Go chat: a hub goroutine, a buffered channel and a writer goroutine a client; history kept',
    protocol: 'chat',
    share: 0.05,
    needs: go,
    command: (_port, { built }) => [join(built.folder, 'seed-chat'), '0'],
  },
  {
    name: 'plain Node',
    what: 'the chat that everybody writes first: `net`, a Map of sockets, one `write` a line a client',
    protocol: 'chat',
    share: 0.05,
    command: (_port, { history, built }) => [built.node, join(PEERS, 'plain-chat.mjs'), '0', String(history)],
  },
  {
    name: 'ncat',
    what: '`ncat --broker --chat`: no names, no history',
    protocol: 'ncat',
    needs: { program: 'ncat', install: 'ncat' },
    command: (port) => [
      'ncat',
      '--broker',
      '--chat',
      '--max-conns',
      '1100',
      '--listen',
      '127.0.0.1',
      String(port),
    ],
  },
  {
    name: 'nats-server',
    what: 'a message broker in Go, as a reference for fan-out: one subject a room, nothing kept',
    protocol: 'nats',
    needs: { program: 'nats-server', install: 'nats-server' },
    command: (port) => ['nats-server', '--addr', '127.0.0.1', '--port', String(port)],
  },
];

export const ECHOES: readonly Contestant[] = [
  {
    name: 'rx-chat',
    what: '`rx-chat echo`, as built',
    protocol: 'echo',
    command: (_port, { built }) => [built.node, RX_CHAT, 'echo', '--port', '0', '--log-level', 'error'],
  },
  {
    name: 'floor',
    what: 'C, epoll, one `write` for all lines of a read',
    protocol: 'echo',
    needs: cc,
    command: (_port, { built }) => [join(built.folder, 'floor-echo'), '0'],
  },
  {
    name: 'seed echo',
    what: 'the well-known Go echo: a goroutine a connection, `bufio.Scanner`, `fmt.Fprintf`',
    protocol: 'echo',
    needs: go,
    command: (_port, { built }) => [join(built.folder, 'seed-echo'), '0'],
  },
  {
    name: 'plain Node',
    what: '`net` and `readline`, one `write` a line',
    protocol: 'echo',
    command: (_port, { built }) => [built.node, join(PEERS, 'plain-echo.mjs'), '0'],
  },
];

/** What a contestant lacks on this machine, in one line that says how to install it. */
export const lacks = ({ name, needs }: Contestant): string | undefined => {
  if (!needs) return undefined;
  try {
    execFileSync('which', [needs.program], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${name} is left out: no ${needs.program} here (Debian: apt-get install ${needs.install})`;
  }
};
