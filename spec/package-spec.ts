import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, ModuleResolutionKind } from 'typescript';
import { complaints } from './helpers/complaints';
import { nothingAbove } from './helpers/nothing-above';

const root = join(__dirname, '..');
const types = JSON.parse(readFileSync(join(root, 'node_modules/@types/node/package.json'), 'utf8')) as {
  readonly version: string;
};

/** A program that uses the package. */
const USE = `
  import { createChat, serve, tcp, memoryJournal, type Chat, type Entry } from 'rx-chat';
  import { join, testClock } from 'rx-chat/testing';
  const chat: Chat = createChat({ history: 100, journal: memoryJournal(), clock: testClock() });
  chat.entry$.subscribe(({ seq }: Entry) => seq);
  export const done: Promise<unknown>[] = [join(chat, 'ann'), chat.attach(tcp({ port: 0 })), serve({ port: 0 })];
  // @ts-expect-error there is no such option
  createChat({ histroy: 100 });
`;

describe('the package, packed and installed into an empty folder', () => {
  let folder: string;
  const dist = (): string => join(folder, 'node_modules/rx-chat/dist');
  const uses = (): readonly string[] => ['use.mts', 'use.cts'].map((name) => join(folder, name));
  const run = (file: string, args: readonly string[], cwd = folder): string =>
    execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'rx-chat-package-')));
    nothingAbove(folder);
    const packed = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root);
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    for (const use of uses()) writeFileSync(use, USE);
    const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
    run('npm', ['install', '--omit=dev', ...quiet, `./${filename}`, `@types/node@${types.version}`]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs by npx', async () => {
    const server = spawn('npx', ['rx-chat', 'serve', '--port', '0'], { cwd: folder, detached: true });
    const [line] = (await once(server.stdout.setEncoding('utf8'), 'data')) as [string];
    process.kill(-(server.pid ?? NaN), 'SIGTERM');
    await once(server, 'close');
    expect(line).toMatch(/^listening on tcp:\/\/\S+:\d+\n$/);
  });

  it.each([
    [
      'import',
      [
        '--input-type=module',
        '-e',
        "import { createChat } from 'rx-chat'; import { join } from 'rx-chat/testing'; console.log(typeof createChat, typeof join)",
      ],
    ],
    [
      'require',
      ['-e', "console.log(typeof require('rx-chat').createChat, typeof require('rx-chat/testing').join)"],
    ],
  ])('loads by %s', (_, args) => {
    expect(run(process.execPath, args)).toBe('function function\n');
  });

  describe.each([
    ['nodenext', { module: ModuleKind.NodeNext }],
    ['bundler', { module: ModuleKind.Preserve, moduleResolution: ModuleResolutionKind.Bundler }],
  ])('under %s, without skipLibCheck and types of anything but Node', (_, resolution) => {
    it('type-checks by import and by require, as does each declaration, and unknown options do not', () => {
      const names = readdirSync(dist(), { recursive: true, encoding: 'utf8' });
      const declarations = names.filter((name) => name.endsWith('.d.ts')).map((name) => join(dist(), name));
      expect(declarations).toContain(join(dist(), 'index.d.ts'));
      expect(complaints(folder, [...uses(), ...declarations], resolution)).toBe('');
    }, 30_000);
  });
});

describe('nothingAbove', () => {
  it('tells of a folder above that has node_modules, and of no other', () => {
    const above = realpathSync(mkdtempSync(join(tmpdir(), 'rx-chat-above-')));
    const folder = join(above, 'b', 'c');
    mkdirSync(folder, { recursive: true });
    try {
      expect(() => nothingAbove(folder)).not.toThrow();
      mkdirSync(join(above, 'node_modules'));
      expect(() => nothingAbove(folder)).toThrow(`${above} has a node_modules`);
    } finally {
      rmSync(above, { recursive: true });
    }
  });
});
