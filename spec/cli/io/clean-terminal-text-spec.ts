import { logRecord } from '../../../src/stream';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { openLogger, prettyPrint } from '../../../src/cli/runtime/logger';
import { cleanLine, cleanLines, cleanValue, escapeJson } from '../../../src/cli/io/clean-terminal-text';
import { report } from '../../../src/conform/report/text-report';
import { posts } from '../../helpers/apply-commands';
import { keepPosts } from '../../helpers/persistent-chat';
import { main } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

/** Titles, colours, a C1 sequence, DEL, a line separator, an override, and a line of somebody else. */
const EVIL = '\u001b]0;owned\u0007\u001b[31m\u009b2J\u007f\u2028\u202eabc\u2066\r\nforged';

/** What a terminal acts on, but line ends. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const STEERS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;

// eslint-disable-next-line no-control-regex -- colours begin so
const colours = /\u001b\[\d+m/g;

describe('what goes to a terminal', () => {
  it('is cleaned by line, or made one', () => {
    expect(cleanLines(`${EVIL}\n${EVIL}`)).toBe(' abc\nforged\n abc\nforged');
    expect(cleanLine(EVIL)).toBe(' abc forged');
  });

  it('is cleaned as deep as it goes, its names too', () => {
    expect(cleanValue({ [EVIL]: [{ stack: EVIL, n: 1, none: null }], yes: true })).toEqual({
      ' abc forged': [{ stack: ' abc\nforged', n: 1, none: null }],
      yes: true,
    });
  });

  it('is the same JSON as before', () => {
    const json = JSON.stringify({ [EVIL]: EVIL });
    expect(escapeJson(json)).not.toMatch(STEERS);
    expect(JSON.parse(escapeJson(json))).toEqual({ [EVIL]: EVIL });
  });
});

describe('a log', () => {
  const { path } = scratch();
  const record = JSON.stringify({
    level: 30,
    time: 0,
    name: EVIL,
    err: { message: EVIL, stack: EVIL },
    msg: EVIL,
  });

  it('at a terminal has its own colours, and nothing else that steers', () => {
    const line = prettyPrint()(record);
    expect(line).toMatch(colours);
    expect(line.replaceAll(colours, '')).not.toMatch(STEERS);
    expect(line.split('\n').filter((text) => text.startsWith('forged'))).toEqual([]);
  });

  it('in JSON lines has nothing that steers, and loses nothing', async () => {
    const log = await openLogger({ 'log-level': 'info', 'log-file': path('log') });
    log.log(logRecord('client-disconnected', { cause: EVIL }));
    await log.close(1000);
    const text = readFileSync(path('log'), 'utf8');
    expect(text).not.toMatch(STEERS);
    expect(JSON.parse(text)).toMatchObject({ cause: EVIL });
  });
});

describe('a report of a hostile server', () => {
  it('has nothing that steers, in no part of it', () => {
    const check = { id: 'id', rule: 'rule' };
    const results = [
      { kind: 'failed', check, expected: EVIL, came: EVIL },
      { kind: 'failed', check, expected: '', came: EVIL },
      { kind: 'skipped', check, because: EVIL },
    ] as unknown as Parameters<typeof report>[1];
    const text = report('here', results, 1);
    expect(text).not.toMatch(STEERS);
    expect(text).not.toContain('\nforged');
  });
});

describe('the command', () => {
  const { path } = scratch();
  const { enter, say, topic } = posts;
  const run = (...args: readonly string[]) => {
    const { stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
    return { stdout, stderr };
  };

  it.each([
    ['a command', [EVIL]],
    ['an option', ['serve', `--${EVIL}`]],
    ['a value', ['serve', '--port', EVIL]],
    ['a file', ['serve', '0', '--motd', EVIL]],
    ['a folder', ['log', EVIL]],
    ['a folder to check', ['verify', EVIL]],
    ['a host', ['conform', `${EVIL}:1`, '--profile', 'chat']],
  ])('names %s without what steers', (_, args) => {
    const { stdout, stderr } = run(...args);
    expect(stderr).toMatch(/^rx-chat: /);
    expect(stdout + stderr).not.toMatch(STEERS);
    expect(stderr).not.toContain('\nforged');
  });

  it.each([[[]], [['--room', 'lobby']], [['--json']]])(
    'shows a log that somebody else made: %j',
    async (args) => {
      await keepPosts(path('data'), [[enter('a', 'ann'), say('a', EVIL), topic('a', EVIL)]]);
      const { stdout, stderr } = run('log', path('data'), ...args);
      expect({ stderr, lines: stdout.split('\n').length }).toEqual({ stderr: '', lines: 4 });
      expect(stdout).not.toMatch(STEERS);
    },
  );
});
