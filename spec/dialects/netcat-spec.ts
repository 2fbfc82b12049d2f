import type { Command, ChatEvent } from '../../src/chat';
import { formatEvent, netcatDialect } from '../../src/dialects';
import { localTime } from '../../src/dialects/common/time';
import { nameOf } from '../helpers/apply-commands';
import { AT, facts } from './example-events';

const dialect = netcatDialect();
const TIME = localTime(AT);

const GREETING = [
  'Welcome to TCP-Chat!',
  '         _nnnn_',
  '        dGGGGMMb',
  '       @p~qp~~qMb',
  '       M|@||@) M|',
  '       @,----.JM|',
  '      JS^\\__/  qKL',
  '     dZP        qKRb',
  '    dZP          qKKb',
  '   fZP            SMMb',
  '   HZM            MMMM',
  '   FqM            MMMM',
  ' __| ".        |\\dS"qML',
  " |    `.       | `' \\Zq",
  "_)      \\.___.,|     .'",
  "\\____   )MMMMMP|   .'",
  "     `-'       `--'",
  '[ENTER YOUR NAME]:',
];

const refuse = (text: string, code: 'bad-name' | 'too-long' = 'bad-name'): Command => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});
const enter = (name: string): Command => ({ kind: 'enter', name: nameOf(name), room: nameOf('lobby') });
const nothing: Command = { kind: 'reply', fact: { kind: 'answered', lines: [] } };

describe('netcatDialect', () => {
  it('greets with the logo of the exercise, and asks for a name without a space after it', () => {
    expect(dialect.greeting + dialect.prompt('name')).toBe(GREETING.join('\n'));
  });

  it('asks for the password first when the server has one', () => {
    expect([dialect.prompt('password'), dialect.passwordExempt]).toEqual([
      '[ENTER THE PASSWORD]: ',
      undefined,
    ]);
    expect(dialect.read('password', ' s3cret ')).toEqual({ kind: 'password', secret: ' s3cret ' });
  });

  it('asks for a name without a limit of attempts', () => {
    expect(dialect.maxNameAttempts).toBe(Infinity);
  });

  it('has a prompt around every write to a client that is in, and none by its stage', () => {
    expect([dialect.prompt('entered'), dialect.prompt('closed')]).toEqual(['', '']);
    expect(dialect.wrap?.('ann', AT)).toEqual({ prefix: '\n', suffix: `[${TIME}][ann]:` });
    expect(dialect.wrap?.('ann', AT + 1000).suffix).toBe(`[${localTime(AT + 1000)}][ann]:`);
  });

  it.each<[string, Command]>([
    ['ann', enter('ann')],
    ['  Zoë\t', enter('Zoë')],
    ['', refuse('a name cannot be blank')],
    [' \t', refuse('a name cannot be blank')],
    ['ann bob', refuse('a name may have only letters, digits, _ . and -')],
    ['/who', refuse('a name must begin with a letter or a digit')],
  ])('accepts or refuses the name %j with a reason', (line, command) => {
    expect(dialect.read('name', line)).toEqual(command);
  });

  it.each<[string, Command]>([
    ['hi', { kind: 'say', text: 'hi' }],
    ['  hi  ', { kind: 'say', text: '  hi  ' }],
    ['/who', { kind: 'say', text: '/who' }],
    ['//who', { kind: 'say', text: '//who' }],
    ['\u001b[2Jred', { kind: 'say', text: 'red' }],
    ['', nothing],
    [' \t', nothing],
    ['\u001b[2J\u200b', nothing],
  ])('has no commands: it says the text %j, or nothing', (line, command) => {
    expect(dialect.read('entered', line)).toEqual(command);
  });

  it.each(['name', 'entered'] as const)('refuses a line that is too long at the stage %s', (stage) => {
    expect(dialect.read(stage, { kind: 'too-long', max: 4096 })).toEqual(
      refuse('line too long: 4096 bytes at most', 'too-long'),
    );
  });

  it.each<[keyof typeof facts, string]>([
    ['said', `[${TIME}][ann]:hi\n`],
    ['acted', `[${TIME}][ann]:* ann waves\n`],
    ['told', `[${TIME}][ann -> bob]:psst\n`],
    ['joined', 'ann has joined our chat...\n'],
    ['left', 'ann has left our chat...\n'],
    ['leftWhy', 'ann has left our chat...\n'],
    ['leftBy', 'ann has left our chat...\n'],
    ['renamed', 'ann is now known as eve\n'],
    ['topic', '* ann set the topic: cats\n'],
    ['entered', ''],
    ['enteredWithTwo', ''],
    ['announced', '* maintenance at noon\n'],
    ['skipped', '* 1234 lines skipped: you were reading too slowly\n'],
    ['refused', '! no\n'],
    ['tooManyTries', '! too many tries\n'],
    ['answeredNothing', ''],
    ['deleted', ''],
  ])('writes %s', (name, text) => {
    expect(dialect.write(facts[name], AT)).toBe(text);
  });

  it('writes every other event as chat does', () => {
    const own: readonly ChatEvent['kind'][] = ['acted', 'joined', 'left', 'entered'];
    const others = Object.values(facts).filter(({ kind }) => !own.includes(kind));
    expect(others.map((fact) => dialect.write(fact, AT))).toEqual(
      others.map((fact) => formatEvent(fact, AT)),
    );
  });

  it('writes the history first, and no echo to an author', () => {
    expect(dialect.inlinesHistory ?? false).toBe(false);
    expect(dialect.writeOwn(facts.said, AT)).toBe('');
  });
});
