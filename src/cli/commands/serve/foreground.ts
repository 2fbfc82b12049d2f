import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `pid (comm) state ppid pgrp session tty_nr tpgid …`; the name may hold spaces and brackets. */
const parseProcStat = (stat: string): boolean => {
  const [, , pgrp, , , tpgid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return pgrp === tpgid;
};

/** Whether this process is in the foreground of its terminal, and may read what is typed there. */
export const isInForeground = (): boolean => {
  try {
    return parseProcStat(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    // Not Linux: `ps` marks those in the foreground.
    return String(spawnSync('ps', ['-o', 'stat=', '-p', String(process.pid)]).stdout).includes('+');
  }
};
