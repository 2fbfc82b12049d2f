import type { Fault, Outcome, Stage } from '../fault';
import { pour } from '../dial';
import { loadLines } from '../load-reader';
import { Member } from '../member';
import { Storm } from '../storm';
import { count, mib } from '../../table';
import { sleep, until } from '../wait';

/** More than what the kernel's buffers and the tape hold together, for each of the 50. */
const LINES = 20_000;
/** All is lost that has not come when nothing has for so long, in ms. */
const PATIENCE = 5000;
/** How much more the server may hold while everybody lags: the tape, what one turn adds, and the sinks' pieces. */
const BOUND = 32 * 1024 * 1024;

/** All 50 read slowly or not at all for a while, then go on: nothing may be lost. */
const lag = async (stage: Stage, ms: number, hinder: (member: Member) => void): Promise<Outcome> => {
  const problems: string[] = [];
  const storm = await Storm.gather(stage.server);
  // Hears all that is said at once.
  const spy = new Member(stage.port, 'spy');
  await until(() => spy.reader.others > 0, stage.within(2000));
  spy.reader.begin();
  const before = await stage.server.heap();
  storm.members.forEach(hinder);
  storm.pour(LINES);
  const stop = performance.now() + ms;
  let peak = 0;
  while (performance.now() < stop) {
    await sleep(500);
    peak = Math.max(peak, await stage.server.heap());
  }
  const said = spy.reader.got;
  if (said === LINES) problems.push('the senders were not held');
  for (const member of storm.members) member.goOn();
  if (!(await storm.haveAll(storm.members, PATIENCE))) problems.push('not all lines came');
  problems.push(...storm.faultsOf(storm.members));
  if (peak - before > BOUND) problems.push(`${mib(peak - before)} MiB more while they lagged`);
  spy.socket.destroy();
  await storm.dismiss();
  return {
    done: `${count(said)} of ${count(LINES)} lines said while they lagged, ${mib(peak - before)} MiB more`,
    problems,
  };
};

const base = { args: () => ['--rate', '0', '--join-rate', '0'], punctual: false, light: true };

/** All 50 read 64 KiB/s. */
export const allSip: Fault = {
  ...base,
  name: 'all 50 read 64 KiB/s',
  run: (stage) => lag(stage, stage.seconds * 1000, (one) => one.sip(65_536)),
};

/** All 50 stop reading for 10 s, then go on. */
export const allPause: Fault = {
  ...base,
  name: 'all 50 stop for a while',
  run: (stage) => lag(stage, Math.min(stage.seconds * 2, 10) * 1000, (one) => one.stop()),
};

/** All 50 stop reading for good. */
export const allStop: Fault = {
  name: 'all 50 stop for good',
  args: (seconds) => [...base.args(), '--stall-timeout', String(seconds < 3 ? 3 : 5)],
  punctual: false,
  light: true,
  run: async ({ server, port, within }) => {
    const storm = await Storm.gather(server);
    // Goes on when the senders are let go: who has room in the kernel for all that is said is not slow yet.
    const talker = new Member(port, 'talker');
    for (const member of storm.members) member.stop();
    storm.pour(LINES);
    const talking = pour(talker.socket, loadLines(LINES));
    const causes = () =>
      server
        .records('client disconnected')
        .filter(({ name }) => storm.members.some((member) => member.name === name))
        .map(({ cause }) => cause);
    await until(() => causes().length >= storm.members.length, within(15_000));
    const slow = causes().filter((cause) => cause === 'too slow').length;
    talker.socket.destroy();
    await talking;
    await storm.dismiss();
    return {
      done: `${slow} of 50 let go`,
      problems:
        slow === 50 ? [] : [`${slow} of 50 were let go for being too slow, of ${causes().length} gone`],
    };
  },
};
