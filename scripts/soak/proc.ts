import { readdirSync, readFileSync } from 'node:fs';

const PAGE = 4096;
/** Clock ticks a second, as the kernel counts them for user space. */
const TICKS = 100;

/** What the kernel says of a process; NaN where there is no /proc. */
const ask = (look: () => number): number => {
  try {
    return look();
  } catch {
    return NaN;
  }
};

/** Resident memory of a process, in bytes. */
export const rssOf = (pid: number): number =>
  ask(() => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE);

/** Descriptors that a process has open. */
export const descriptorsOf = (pid: number): number => ask(() => readdirSync(`/proc/${pid}/fd`).length);

/** Seconds of processor time that a process has used, its own and the kernel's for it. */
export const cpuOf = (pid: number): number =>
  ask(() => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  });
