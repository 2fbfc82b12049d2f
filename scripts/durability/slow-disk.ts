import { join } from 'node:path';
import { sleep } from '../soak/wait';
import { count } from '../table';
import { compile } from './preload';
import { Serving, type Delay } from './serving';
import { skipped, type Finding, type Stage, type Trial } from './scenario';
import { enterAll, type Writer } from './writer';

const CLIENTS = 20;
const SLOW = 20;
/** What they write together where the promise is judged, in lines a second: as fast as they can, a turn alone takes long. */
const PACE = 2000;
/** The promise: the event loop comes round within so many ms in 99 of 100 cases, whatever the disk takes. */
const P99 = 20;

interface Disk {
  readonly name: string;
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What was delivered, and how late the event loop came round. */
interface Measured extends Delay {
  readonly deliveries: number;
}

const shown = ({ deliveries, p50, p99, max }: Measured): string =>
  `${count(deliveries)} deliveries/s, event loop p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, max ${max.toFixed(1)} ms`;

const measure = async (serving: Serving, writers: readonly Writer[], ms: number): Promise<Measured> => {
  const got = () => writers.reduce((sum, writer) => sum + writer.got, 0);
  await sleep(1000);
  await serving.beginDelay();
  const [before, began] = [got(), performance.now()];
  await sleep(ms);
  const deliveries = (got() - before) / ((performance.now() - began) / 1000);
  return { ...(await serving.endDelay()), deliveries };
};

const tryDisk = async ({ name, data, env }: Disk, { server, sizes }: Stage): Promise<Finding> => {
  const kept = { ...(data !== undefined && { data }), ...(env && { env }) };
  const serving = await Serving.start({ server, ...kept });
  const names = Array.from({ length: CLIENTS }, (_, index) => `c${index}`);
  const writers = await enterAll(serving.port, names, { keeps: false });
  for (const writer of writers) writer.pace(PACE / CLIENTS);
  const paced = await measure(serving, writers, sizes.seconds * 1000);
  for (const writer of writers) writer.write();
  const most = await measure(serving, writers, sizes.seconds * 1000);
  for (const writer of writers) writer.end();
  await serving.kill();
  return {
    done: `${CLIENTS} write: ${name}`,
    found: `${count(PACE)} lines/s: ${shown(paced)}; as fast as they can: ${shown(most)}`,
    problems: paced.p99 < P99 ? [] : [`${name}: the event loop's p99 is ${paced.p99.toFixed(1)} ms`],
  };
};

/** The same chat in memory, on the disk, and on a disk that is slow to sync: only the lines may be fewer. */
export const slow: Trial = {
  name: 'slow',
  async *run(stage) {
    const { folder } = stage;
    yield await tryDisk({ name: 'in memory' }, stage);
    yield await tryDisk({ name: 'disk', data: join(folder, 'fast') }, stage);
    const name = `disk with ${SLOW} ms a sync`;
    const preload = compile('slow-sync', folder);
    if ('why' in preload) {
      yield skipped(name, preload.why);
      return;
    }
    const env = { LD_PRELOAD: preload.file, SLOW_SYNC_MS: String(SLOW) };
    yield await tryDisk({ name, data: join(folder, 'slow'), env }, stage);
  },
};
