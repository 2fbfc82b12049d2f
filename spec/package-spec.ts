import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

describe('the package, packed and installed into an empty folder', () => {
  let folder: string;
  const run = (file: string, args: readonly string[], cwd = folder): string =>
    execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rx-chat-package-'));
    const packed = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root);
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`]);
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

  it('type-checks under nodenext, and unknown options do not', () => {
    const use = `
      import { createChat, serve, tcp, memoryJournal, type Chat, type Entry } from 'rx-chat';
      import { join, testClock } from 'rx-chat/testing';
      const chat: Chat = createChat({ history: 100, journal: memoryJournal(), clock: testClock() });
      chat.entry$.subscribe(({ seq }: Entry) => seq);
      export const done: Promise<unknown>[] = [join(chat, 'ann'), chat.attach(tcp({ port: 0 })), serve({ port: 0 })];
      // @ts-expect-error there is no such option
      createChat({ histroy: 100 });
    `;
    for (const name of ['use.mts', 'use.cts']) writeFileSync(join(folder, name), use);
    const compile = [
      join(root, 'node_modules/typescript/bin/tsc'),
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
    ];
    const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
    // Nothing of a browser is needed, and its types take a while to check.
    const language = ['--target', 'es2022', '--lib', 'es2022'];
    expect(run(process.execPath, [...compile, ...types, ...language, 'use.mts', 'use.cts'])).toBe('');
  }, 30_000);
});
