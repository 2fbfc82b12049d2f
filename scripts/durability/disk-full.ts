import { sleep, until } from '../soak/wait';
import { count } from '../table';
import { KeptLog, missingFrom, positions, verify } from './stored-log';
import { Serving, type ServingOptions } from './serving';
import { SMALL_DISKS, type SmallDisk } from './small-disk';
import { few, skipped, type Finding, type Stage, type Trial } from './scenario';
import { enterAll, type Writer } from './writer';

const CLIENTS = 5;
/** How long the lines are, about, so that the disk is full soon. */
const SIZE = 400;
/** The promise: it ends within so many ms of saying so. */
const END = 5000;
const PATIENCE = 30_000;
const FAREWELL = /^\* the server stops: (.+)$/m;

interface Filled {
  readonly writers: readonly Writer[];
  readonly status: number | string | undefined;
}

/** Fills the disk: until when it stops, and what everybody had got by then. */
const fill = async (serving: Serving, sudden: boolean, problems: string[]): Promise<Filled> => {
  const names = Array.from({ length: CLIENTS }, (_, index) => `c${index}`);
  const writers = await enterAll(serving.port, names, { size: SIZE });
  for (const writer of writers) writer.write();
  if (!(await until(() => writers.some(({ closed }) => closed), PATIENCE)))
    problems.push('it went on although the disk is full');
  const status = await Promise.race([serving.exit, sleep(END).then(() => undefined)]);
  await serving.kill();
  // What is still on its way is read before anybody is judged.
  await until(() => writers.every(({ closed }) => closed), END);
  for (const writer of writers) writer.end();
  if (sudden && status === 'SIGABRT') return { writers, status };
  if (status !== 1) problems.push(`it ended with ${status ?? 'nothing'}, not 1 within ${END} ms`);
  for (const { name, text, reset } of writers) {
    if (!FAREWELL.test(text)) problems.push(`${name} was not told: ${text.slice(-100)}`);
    if (reset) problems.push(`${name} was reset, and may not have been told`);
  }
  return { writers, status };
};

/** While there is no room yet it says so, or it runs; it does not crash. */
const tryFull = async (options: ServingOptions, problems: string[]): Promise<string> => {
  const serving = Serving.spawn(options);
  if ((await serving.ready) !== undefined) {
    const status = await Promise.race([serving.exit, sleep(1000)]);
    if (status === undefined) await serving.stop();
    else if (status !== 1) problems.push(`on the full disk it ended with ${status}`);
    return status === undefined ? 'starts' : 'starts and stops';
  }
  const [status, lines] = [await serving.exit, serving.complaint.trim().split('\n')];
  if (status !== 1 || lines.length !== 1)
    problems.push(`on the full disk it ended with ${status}: ${lines.join(' / ')}`);
  return 'refuses to start';
};

const measure = async (disk: SmallDisk, { server }: Stage): Promise<Finding> => {
  const { name, data, env, makeRoom, sudden } = disk;
  const problems: string[] = [];
  const options = () => ({ server, data, env: env() });
  const { writers, status: first } = await fill(await Serving.start(options()), sudden, problems);
  const told = FAREWELL.exec(writers[0]?.text ?? '')?.[1] ?? 'nothing';
  const again = await tryFull(options(), problems);
  makeRoom();
  const serving = await Serving.start(options());
  await enterAll(serving.port, ['newcomer']);
  const status = await serving.stop();
  if (status !== 0) problems.push(`with room again it ended with ${status}`);
  const kept = new KeptLog(data).next();
  const { at, twice } = positions(kept);
  const received = writers.map(({ messages }) => messages);
  const losses = received.map((messages) => missingFrom(at, messages));
  const lost = losses.reduce((sum, loss) => sum + loss.lost + loss.disordered, 0);
  if (lost + twice > 0) problems.push(`${lost} lines are lost or in another order, ${twice} twice`);
  problems.push(...(await verify(server, data)));
  const sum = received.reduce((total, messages) => total + messages.length, 0);
  return {
    done: `${name}: ${CLIENTS} write until it is full`,
    found: `${count(sum)} lines received, ${count(kept.length)} kept, ${lost} lost; ends with ${first ?? 'nothing'}, told "${told.replace(data, 'DIR')}"; ${again} while full`,
    problems: few(problems),
  };
};

/** A disk that fills up: everybody is told, the program ends, and nothing that was shown is lost. */
export const full: Trial = {
  name: 'full',
  async *run(stage) {
    for (const make of SMALL_DISKS) {
      const disk = make(stage.folder);
      if ('why' in disk) {
        yield skipped(disk.name, disk.why);
        continue;
      }
      try {
        yield await measure(disk, stage);
      } finally {
        disk.remove();
      }
    }
  },
};
