import { connect as connectSocket, type Socket } from 'node:net';
import { serve, type Entry, type Server } from '../../src';
import { seeded } from '../helpers/random';
import { waitUntil } from '../helpers/wait-until';

const ENTRIES = Number(process.env.RX_CHAT_SPEC_ENTRIES ?? 8000);
const SEED = Number(process.env.RX_CHAT_SPEC_SEED ?? 20261121);
const CLIENTS = 200;

/** What everybody in the room hears of an entry, except its author if there is one. */
interface Heard {
  readonly seq: number;
  readonly line: string;
  readonly author?: string;
}

/** The whole chat, in a few lines: who has which name, and what is heard of each entry. */
const model = (entries: readonly Entry[]) => {
  const names = new Map<string, string>();
  const visits: { readonly remote: string; readonly from: number; to: number; readonly client: string }[] =
    [];
  const heard: Heard[] = [];
  const free = (name: string): boolean => ![...names.values()].includes(name);
  for (const { seq, client, command } of entries) {
    const name = names.get(client);
    if (command.kind === 'enter' && free(command.name.text)) {
      names.set(client, command.name.text);
      visits.push({ remote: command.remote ?? '', from: seq, to: Infinity, client });
      heard.push({ seq, line: `${command.name.text} has joined the chat` });
    } else if (command.kind === 'say' && name) {
      heard.push({ seq, line: `[${name}]:${command.text}`, author: client });
    } else if (command.kind === 'rename' && name && free(command.name.text)) {
      names.set(client, command.name.text);
      heard.push({ seq, line: `${name} is now known as ${command.name.text}` });
    } else if (command.kind === 'leave' && name) {
      names.delete(client);
      for (const visit of visits) if (visit.client === client) visit.to = seq;
      heard.push({ seq, line: `${name} has left the chat` });
    }
  }
  return { heard, visits };
};

/** How much was heard before an entry. */
const countUntil = (heard: readonly Heard[], entry: number): number => {
  const index = heard.findIndex(({ seq }) => seq >= entry);
  return index < 0 ? heard.length : index;
};

/** A client that enters under a name that others want too, talks, and is gone in one of three ways. */
class Visitor {
  readonly socket: Socket;
  readonly remote: Promise<string>;
  /** Everything was read to the end; otherwise it may have missed the last lines. */
  drained = false;
  text = '';
  gone = false;

  constructor(port: number, seed: number) {
    // Each has numbers of its own: in which order their sockets are read changes none of them.
    const random = seeded(seed);
    this.socket = connectSocket(port, '127.0.0.1').setEncoding('utf8');
    this.remote = new Promise((resolve) =>
      this.socket.once('connect', () => resolve(`127.0.0.1:${this.socket.localPort}`)),
    );
    this.socket.on('error', () => undefined);
    this.socket.on('end', () => (this.drained = true));
    this.socket.on('close', () => (this.gone = true));
    this.socket.on('data', (chunk: string) => {
      this.text += chunk;
      if (this.text.endsWith('NAME]: ')) this.socket.write(`n${random.below(CLIENTS)}\n`);
    });
  }

  /** What it heard since it was in, without the times and without what was said to it alone. */
  get heard(): readonly string[] {
    const [, ...lines] = this.text.slice(this.text.indexOf('* welcome')).split('\n').slice(0, -1);
    return lines.filter((line) => !/^[*!] /.test(line)).map((line) => line.replace(/^\[[^\]]*\](?=\[)/, ''));
  }

  get in(): boolean {
    return this.text.includes('* welcome');
  }
}

describe(`${CLIENTS} clients that join, talk and vanish at random (seed ${SEED})`, () => {
  let server: Server;
  afterEach(() => server.close());

  it(
    'hear exactly the messages, joins and leaves between their join and their end, in one order',
    async () => {
      const random = seeded(SEED);
      server = await serve({ port: 0, rate: 0, history: 0, maxPerAddress: 0, joinRate: 0 });
      const port = server.addresses[0]?.port ?? 0;
      const entries: Entry[] = [];
      server.chat.entry$.subscribe((entry) => entries.push(entry));

      const visitors: Visitor[] = [];
      const here: Visitor[] = [];
      const act = (visitor: Visitor, index: number): void => {
        const dice = random.below(100);
        if (dice < 70) visitor.socket.write(`words ${random.below(1e6)}\n`.repeat(1 + random.below(3)));
        else if (dice < 78) visitor.socket.write(`/nick n${random.below(CLIENTS)}\n`);
        else if (dice < 80) visitor.socket.write('not ended');
        else {
          here.splice(index, 1);
          if (dice < 87) visitor.socket.resetAndDestroy();
          else if (dice < 94) visitor.socket.end('last words\n');
          else visitor.socket.destroy();
        }
      };
      while (entries.length < ENTRIES) {
        while (here.length < CLIENTS) {
          const visitor = new Visitor(port, SEED + visitors.length);
          visitors.push(visitor);
          here.push(visitor);
        }
        const before = entries.length;
        await waitUntil(() => here.some((visitor) => visitor.in), { description: 'a client has entered' });
        for (let i = 0; i < 20; i++) {
          const index = random.below(here.length);
          const visitor = here[index];
          if (visitor?.in) act(visitor, index);
        }
        await waitUntil(() => entries.length > before, { description: 'the chat has ordered an entry' });
      }
      await server.close();
      await waitUntil(() => visitors.every(({ gone }) => gone), { description: 'all sockets are closed' });

      const { heard, visits } = model(entries);
      let compared = 0;
      for (const visitor of visitors.filter((one) => one.in)) {
        // A port is used again: the visits from it are in the order in which the visitors came.
        const remote = await visitor.remote;
        const index = visits.findIndex((visit) => visit.remote === remote);
        const [{ client, from, to } = { client: '', from: 0, to: 0 }] = visits.splice(index, 1);
        const window = heard.slice(countUntil(heard, from + 1), countUntil(heard, to));
        const expected = window.filter(({ author }) => author !== client).map(({ line }) => line);
        const seen = visitor.heard;
        const { length } = seen;
        const due = visitor.drained ? expected : expected.slice(0, length);
        if (seen.join('\n') !== due.join('\n')) expect(seen).toEqual(due);
        compared += length;
      }
      expect(visitors.filter(({ drained }) => drained).length).toBeGreaterThan(CLIENTS);
      expect(compared).toBeGreaterThan(ENTRIES * 20);
    },
    30_000 + ENTRIES * 10,
  );
});
