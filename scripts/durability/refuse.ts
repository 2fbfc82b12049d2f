import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { filesOf } from '../../src/journals/store/store';
import { runNode, type Ended } from './stored-log';
import { enter, makeLog, say } from './make-log';
import { Serving } from './serving';
import { skipped, type Finding, type Stage, type Trial } from './scenario';

/** A folder that can't be used, and the line that says so. */
interface Case {
  readonly name: string;
  readonly make: (folder: string) => void | Promise<void>;
  readonly line: RegExp;
  /** Who starts the server there. @default whoever runs this */
  readonly uid?: number;
}

/** Who has no rights to speak of. */
const NOBODY = 65_534;

const setFormat = async (folder: string, format: number): Promise<void> => {
  await makeLog(folder, [[enter('alice', 'lobby'), say('alice', 'hello')]]);
  const root = open<Buffer, string>({
    path: filesOf(folder).data,
    noSubdir: true,
    encoding: 'binary',
    maxDbs: 8,
  });
  await root.put('format', Buffer.from(JSON.stringify({ format, log: 'another' })));
  await root.close();
};

const writeData = (folder: string, content: string): void => {
  mkdirSync(folder);
  writeFileSync(filesOf(folder).data, content);
};

const CASES: readonly Case[] = [
  { name: 'an empty file', make: (folder) => writeData(folder, ''), line: /chat\.mdb is empty/ },
  {
    name: 'a foreign file',
    make: (folder) => writeData(folder, 'no database at all\n'.repeat(1000)),
    line: /chat\.mdb is damaged, or no file of rx-chat/,
  },
  {
    name: 'a newer format',
    make: (folder) => setFormat(folder, 4),
    line: /chat\.mdb is of a newer rx-chat \(format 4\)/,
  },
  {
    name: 'a file instead of a folder',
    make: (folder) => writeFileSync(folder, 'something'),
    line: /it is not a folder/,
  },
  {
    name: 'a folder without rights',
    make: (folder) => {
      mkdirSync(folder);
      chmodSync(folder, 0o000);
    },
    line: /no right to it/,
    ...(process.getuid?.() === 0 && { uid: NOBODY }),
  },
];

const serve = ({ server }: Stage, folder: string, uid?: number): Promise<Ended> =>
  runNode(
    [server, 'serve', '--port', '0', '--host', '127.0.0.1', '--data', folder],
    uid === undefined ? {} : { uid },
  );

const judge = (name: string, { status, stderr }: Ended, line: RegExp, folder: string): Finding => {
  const said = stderr.trim();
  const fits = status === 1 && !said.includes('\n') && line.test(said);
  const found = `${status}: ${said.replaceAll(folder, 'DIR').slice(0, 300)}`;
  return { done: name, found, problems: fits ? [] : [`${name}: ${found}`] };
};

const tryCase = async ({ name, make, line, uid }: Case, stage: Stage): Promise<Finding> => {
  // Whoever has no rights to the folder must have them to what it is in.
  chmodSync(stage.folder, 0o755);
  const folder = join(stage.folder, name.replaceAll(' ', '-'));
  await make(folder);
  const finding = judge(name, await serve(stage, folder, uid), line, folder);
  rmSync(folder, { recursive: true, force: true });
  const isOwn = uid !== undefined && /Cannot find module|EACCES.*node_modules/.test(finding.found);
  return isOwn ? skipped(name, 'run as root, and nobody else may read the program') : finding;
};

/** The lock keeps a second server out, and names the first. */
const second = async (stage: Stage): Promise<Finding> => {
  const folder = join(stage.folder, 'second');
  const first = await Serving.start({ server: stage.server, data: folder });
  const ended = await serve(stage, folder);
  const status = await first.stop();
  const finding = judge(
    'a second server on the folder',
    ended,
    new RegExp(`${folder} is in use by another server \\(process ${first.pid}\\)`),
    folder,
  );
  const found = finding.found.replace(String(first.pid), 'PID');
  return status === 0
    ? { ...finding, found }
    : { ...finding, found, problems: [...finding.problems, `the first ended with ${status}`] };
};

/** Where the lock doesn't reach, as on a disk of two machines, the second to write a seq is refused. */
const unlocked = async ({ folder: parent, server }: Stage): Promise<Finding> => {
  const done = 'two writers where no lock reaches';
  const folder = join(parent, 'unlocked');
  const stores = join(server, '../../journals/store/store');
  const { status, stdout, stderr } = await runNode([join(__dirname, 'two-writers.cjs'), stores, folder]);
  const found = `${status}: ${(stdout + stderr).trim().replaceAll(folder, 'DIR')}`;
  const fits = status === 0 && stdout.trim().endsWith('is written to by another server: stop one of the two');
  return { done, found, problems: fits ? [] : [`${done}: ${found}`] };
};

/** Folders that a server is to refuse: with one line that names the folder, and 1. */
export const refuse: Trial = {
  name: 'refuse',
  async *run(stage) {
    for (const one of CASES) yield await tryCase(one, stage);
    yield await second(stage);
    yield await unlocked(stage);
  },
};
