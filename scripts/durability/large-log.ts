import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientCommand } from '../../src/chat';
import { StoreReader } from '../../src/journals/tools';
import { filesOf } from '../../src/journals/store/store';
import { sleep, until } from '../soak/wait';
import { count, mib } from '../table';
import { enter, makeLog, say } from './make-log';
import { Serving } from './serving';
import type { Finding, Stage, Trial } from './scenario';
import { Writer } from './writer';

const ROOMS = 10;
const BATCH = 1000;
/** The promises: so many ms until it listens, so late in 99 of 100 cases while it prunes. */
const START = 2000;
const P99 = 20;
const PATIENCE = 120_000;

/** Lines of 60 characters in ten rooms, a thousand in each transaction. */
function* batches(messages: number): Generator<readonly ClientCommand[]> {
  const clients = Array.from({ length: ROOMS }, (_, room) => `client${room}`);
  yield clients.map((client, room) => enter(client, `room${room}`));
  for (let first = 0; first < messages; first += BATCH)
    yield Array.from({ length: Math.min(BATCH, messages - first) }, (_, index) =>
      say(clients[Math.floor(index / 10) % ROOMS] ?? '', `line ${first + index} `.padEnd(60, '.')),
    );
}

const keptIn = (folder: string): number => {
  const store = StoreReader.open(folder);
  const { messages } = store.count;
  store.close();
  return messages;
};

const sizeOf = (folder: string): string => `${mib(statSync(filesOf(folder).data).size)} MiB`;

const start = async ({ server, sizes: { messages } }: Stage, data: string): Promise<Finding> => {
  const took: number[] = [];
  for (let i = 0; i < 3; i++) {
    const serving = await Serving.start({ server, data, args: ['--keep', '0'] });
    took.push((await serving.ready) ?? Infinity);
    await serving.kill();
  }
  const worst = Math.max(...took);
  return {
    done: `starts with ${count(messages)} messages`,
    found: `${sizeOf(data)}; ${took.map((ms) => ms.toFixed(0)).join(', ')} ms until it listens`,
    problems: worst < START ? [] : [`a start took ${worst.toFixed(0)} ms`],
  };
};

/** Says a line every 10 ms: a journal prunes as it keeps. */
const chatter = (port: number): { readonly writer: Writer; readonly stop: () => void } => {
  const writer = new Writer(port, 'chatter');
  const timer = setInterval(() => writer.say('a line'), 10);
  return {
    writer,
    stop: () => {
      clearInterval(timer);
      writer.end();
    },
  };
};

const prune = async ({ server, sizes: { messages } }: Stage, data: string): Promise<Finding> => {
  const keep = Math.ceil(messages / 10);
  const serving = await Serving.start({ server, data, args: ['--keep', String(keep)] });
  await sleep(300);
  await serving.beginDelay();
  const problems: string[] = [];
  const began = performance.now();
  const { writer, stop } = chatter(serving.port);
  await writer.entered();
  let left = keptIn(data);
  while (left > keep * 1.02 + 1000) {
    if (performance.now() - began > PATIENCE) throw new Error(`${count(left)} are left after ${PATIENCE} ms`);
    await sleep(50);
    left = keptIn(data);
  }
  const took = performance.now() - began;
  const { p99, max } = await serving.endDelay();
  stop();
  await until(() => writer.closed, 1000);
  const status = await serving.stop();
  if (status !== 0) problems.push(`it ended with ${status}: ${serving.complaint.trim()}`);
  if (p99 >= P99) problems.push(`the event loop's p99 is ${p99.toFixed(1)} ms while it prunes`);
  return {
    done: `prunes to ${count(keep)}`,
    found: `${count(left)} left after ${(took / 1000).toFixed(1)} s; event loop p99 ${p99.toFixed(1)}, max ${max.toFixed(1)} ms`,
    problems,
  };
};

/** A million messages: they hold up no start, and those that go hold up nobody. */
export const big: Trial = {
  name: 'big',
  async *run(stage) {
    const data = join(stage.folder, 'big');
    await makeLog(data, batches(stage.sizes.messages), { keep: {} });
    yield await start(stage, data);
    yield await prune(stage, data);
  },
};
