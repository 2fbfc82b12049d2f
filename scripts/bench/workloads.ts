import type { Figures } from './run-load';

/** One number of a workload, as it is told. */
export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly of: (figures: Figures) => number;
  readonly show: (value: number) => string;
}

export interface Workload {
  readonly name: string;
  /** What is done, in a sentence. */
  readonly what: string;
  /** The load's own workload, and what it is given; a quick run has less of it. */
  readonly load: string;
  readonly args: Readonly<Record<string, number>>;
  readonly quick: Readonly<Record<string, number>>;
  /** Lines that a newcomer is sent. */
  readonly history: number;
  readonly contestants: readonly string[];
  /** Those that take so long that one round has to do. */
  readonly once?: readonly string[];
  /** Left out of a quick run. */
  readonly full?: boolean;
  /** Rooms are asked for by `/join`. */
  readonly rooms?: boolean;
  readonly figures: readonly Figure[];
}

const MIB = 1024 * 1024;

const number = (figures: Figures, key: string): number => Number(figures[key]);
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const fixed =
  (digits: number) =>
  (value: number): string =>
    value.toFixed(digits);

const perDelivery: Figure = {
  key: 'cost',
  title: 'CPU µs a delivery',
  of: (figures) => (number(figures, 'cpu') * 1e6) / number(figures, 'deliveries'),
  show: fixed(3),
};
const memory: Figure = {
  key: 'peak',
  title: 'highest RSS, MiB',
  of: (figures) => number(figures, 'peak') / MIB,
  show: fixed(0),
};
const loadShare: Figure = {
  key: 'load',
  title: 'CPU of the load, %',
  of: (figures) => (number(figures, 'load_cpu') / number(figures, 'seconds')) * 100,
  show: fixed(0),
};
const rate = (title: string): Figure => ({
  key: 'rate',
  title,
  of: (figures) => number(figures, 'deliveries') / number(figures, 'seconds'),
  show: whole,
});
const time = (key: string, title: string, unit: number, digits: number): Figure => ({
  key,
  title,
  of: (figures) => number(figures, key) / unit,
  show: fixed(digits),
});

const storm = (clients: number, lines: number, contestants: readonly string[], full = false): Workload => ({
  name: `storm, ${clients.toLocaleString('en')} clients`,
  what: `${clients.toLocaleString('en')} clients in one room, 10 of them write lines of 64 bytes as fast as they can, until all have everything`,
  load: 'storm',
  args: { clients, senders: 10, lines },
  quick: { clients, senders: 10, lines: Math.ceil(lines / 4) },
  history: 100,
  contestants,
  full,
  figures: [rate('deliveries/s'), perDelivery, memory, loadShare],
});

/** CPU of the server for each client that a line reaches. */
const eachCost = (reached: number): Figure => ({
  key: 'cost',
  title: 'CPU µs a delivery',
  of: (figures) => (number(figures, 'cpu') * 1e6) / number(figures, 'lines') / reached,
  show: fixed(2),
});

const ping = (clients: number, background: number, contestants: readonly string[]): Workload => {
  const name = `ping, ${clients.toLocaleString('en')} clients`;
  const others = background > 0 ? `, while another says ${background} lines a second` : '';
  return {
    name: background > 0 ? `${name}, ${background} other lines/s` : name,
    what: `one line at a time to ${clients.toLocaleString('en')} clients, until the last one has it${others}`,
    load: 'ping',
    args: {
      clients,
      background,
      ...(clients > 100 ? { warm: 300, lines: 200 } : { warm: 3000, lines: 1000 }),
    },
    quick: {
      clients,
      background,
      ...(clients > 100 ? { warm: 100, lines: 50 } : { warm: 1500, lines: 300 }),
    },
    history: 100,
    contestants,
    full: background > 0,
    figures: [time('p50', 'p50 µs', 1, 0), time('p99', 'p99 µs', 1, 0), eachCost(clients - 1)],
  };
};

interface Stage {
  readonly clients: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly rss: number;
}

const stagesOf = ({ stages }: Figures): readonly Stage[] => stages as readonly Stage[];
const sum = (figures: Figures, of: (stage: Stage) => number): number =>
  stagesOf(figures).reduce((total, stage) => total + of(stage), 0);

const joined: readonly Figure[] = [
  { key: 'cpu', title: 'CPU s', of: (figures) => sum(figures, ({ cpu }) => cpu), show: fixed(2) },
  {
    key: 'seconds',
    title: 'seconds',
    of: (figures) => sum(figures, (stage) => stage.seconds),
    show: fixed(2),
  },
];

const ALL = ['rx-chat', 'rx-chat --data', 'floor', 'seed chat', 'plain Node', 'ncat', 'nats-server'];
/** ncat keeps only 10 connections waiting to be taken, and does not let in a thousand. */
const MANY = ALL.filter((name) => name !== 'ncat');
const THREE = ['rx-chat', 'rx-chat --data', 'floor', 'seed chat'];
const CHATS = ['rx-chat', 'floor', 'seed chat', 'plain Node'];
const WEB = ['rx-chat', 'rx-chat, half WebSockets', 'rx-chat, WebSockets'];
const SLOW = ['seed chat', 'plain Node'];

const join = (clients: number, contestants: readonly string[], full = false): Workload => ({
  name: `join, ${clients.toLocaleString('en')} clients`,
  what: `${clients.toLocaleString('en')} clients join one room at once, and each is told of all that come after it`,
  load: 'crowd',
  args: { first: clients, idle: 10, settle: 10 },
  quick: { first: clients, idle: 10, settle: 10 },
  history: 100,
  contestants,
  full,
  once: SLOW,
  figures: joined,
});

export const WORKLOADS: readonly Workload[] = [
  storm(10, 60_000, CHATS, true),
  storm(100, 20_000, ALL),
  storm(300, 8000, CHATS, true),
  storm(1000, 3000, MANY),
  storm(2000, 1200, WEB),
  storm(3000, 1000, THREE, true),
  ping(100, 0, ALL),
  ping(100, 100, THREE),
  ping(1000, 0, MANY),
  ping(1000, 100, THREE),
  join(1000, CHATS, true),
  join(2000, CHATS),
  join(5000, ['rx-chat', 'floor'], true),
  join(10_000, ['rx-chat', 'floor'], true),
  {
    name: 'idle',
    what: 'clients that have entered and are silent: the slope of the resident memory from 2,000 to 10,000 of them, and the CPU of the last 5 s',
    load: 'crowd',
    args: { first: 2000, then: 10_000, settle: 3000, idle: 5000 },
    quick: { first: 2000, then: 4000, settle: 1000, idle: 1000 },
    history: 100,
    contestants: THREE,
    once: SLOW,
    figures: [
      {
        key: 'slope',
        title: 'KiB a client',
        of: (figures) => {
          const [first, last] = [stagesOf(figures)[0], stagesOf(figures).at(-1)];
          if (!first || !last) return NaN;
          return (last.rss - first.rss) / (last.clients - first.clients) / 1024;
        },
        show: fixed(1),
      },
      {
        key: 'idle',
        title: 'CPU, % of a core',
        of: (figures) => number(figures, 'idle') * 100,
        show: fixed(2),
      },
    ],
  },
  {
    name: 'history',
    what: 'one client at a time joins a room with 10,000 lines of history, until it has them all',
    load: 'history',
    args: { lines: 10_000, joins: 50 },
    quick: { lines: 10_000, joins: 10 },
    history: 10_000,
    contestants: CHATS,
    figures: [time('p50', 'p50 ms', 1000, 2), time('p99', 'p99 ms', 1000, 2)],
  },
  {
    name: 'rooms',
    what: '1,000 rooms of 10 clients, and everybody writes as fast as it can',
    load: 'storm',
    args: { clients: 10_000, groups: 1000, senders: 10, lines: 24 },
    quick: { clients: 10_000, groups: 1000, senders: 10, lines: 8 },
    history: 100,
    contestants: ['rx-chat', 'nats-server'],
    rooms: true,
    figures: [rate('deliveries/s'), perDelivery, memory, loadShare],
  },
];

const ECHOES = ['rx-chat', 'floor', 'seed echo', 'plain Node'];

export const ECHO_WORKLOADS: readonly Workload[] = [
  {
    name: 'echo, pipelined',
    what: '50 connections write lines of 64 bytes as fast as they can, until each line is answered',
    load: 'echo',
    args: { clients: 50, lines: 40_000 },
    quick: { clients: 50, lines: 10_000 },
    history: 0,
    contestants: ECHOES,
    figures: [{ ...rate('answers/s') }, perDelivery, memory, loadShare],
  },
  {
    name: 'echo, ping-pong',
    what: 'one connection, the next line once the last is answered',
    load: 'ping',
    args: { warm: 10_000, lines: 5000 },
    quick: { warm: 5000, lines: 1000 },
    history: 0,
    contestants: ECHOES,
    figures: [time('p50', 'p50 µs', 1, 0), time('p99', 'p99 µs', 1, 0)],
  },
];

export const ALL_WORKLOADS: readonly Workload[] = [...WORKLOADS, ...ECHO_WORKLOADS];

export const find = (name: string): Workload | undefined =>
  ALL_WORKLOADS.find((workload) => workload.name === name);
