import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';

/** The machine and the versions that a table of figures belongs to. */
export const machine = (node: string): readonly string[] => [
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
  [
    `Node ${versionOf(node, ['--version'])}`,
    versionOf('cc', ['--version']),
    versionOf('go', ['version']),
    versionOf('ncat', ['--version']),
    versionOf('nats-server', ['--version']),
  ]
    .filter((version) => version !== '')
    .join('; '),
];

/** The first line that a program says of itself, wherever it says it. */
const versionOf = (program: string, args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return `${stdout}${stderr}`.trim().split('\n')[0] ?? '';
};
