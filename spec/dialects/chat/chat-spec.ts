import type { Command } from '../../../src/chat';
import type { Credential } from '../../../src/stream';
import { chatDialect, formatEvent } from '../../../src/dialects';
import { nameOf } from '../../helpers/apply-commands';
import { AT, facts } from '../example-events';

const dialect = chatDialect();

const ESC = '\u001b';

describe('chatDialect', () => {
  it('greets, and asks for a name on the line where it is typed', () => {
    expect(dialect.greeting + dialect.prompt('name')).toBe('Welcome to rx-chat!\n[ENTER YOUR NAME]: ');
    expect(chatDialect({ greeting: 'one\ntwo' }).greeting).toBe('one\ntwo\n');
  });

  it.each(['s3cret', ' s3cret ', '', '/who'])('takes %j for the password unchanged', (line) => {
    expect(dialect.prompt('password')).toBe('[ENTER THE PASSWORD]: ');
    expect(dialect.read('password', line)).toEqual({ kind: 'password', secret: line });
  });

  it('has no prompt for clients that are in or closing', () => {
    expect([dialect.prompt('entered'), dialect.prompt('closed')]).toEqual(['', '']);
  });

  it('allows 5 attempts at a name', () => {
    expect(dialect.maxNameAttempts).toBe(5);
  });

  describe('reading a line before the name', () => {
    const enter = (name: string): Command => ({
      kind: 'enter',
      name: nameOf(name),
      room: { text: 'lobby', keys: ['lobby', 'lobby'] },
    });
    const refuse = (text: string): Command => ({
      kind: 'reply',
      fact: { kind: 'refused', code: 'bad-name', text },
    });

    it.each<[string, Command | Credential]>([
      ['ann', enter('ann')],
      ['  Zoë\t', enter('Zoë')],
      ['', refuse('a name cannot be blank')],
      ['  ', refuse('a name cannot be blank')],
      ['x'.repeat(33), refuse('a name must have 1 to 32 characters')],
      ['/who', refuse('a name must begin with a letter or a digit')],
      ['/op s3cret', { kind: 'operator-secret', secret: '/op s3cret' }],
      ['/op', { kind: 'operator-secret' }],
      ['ann bob', refuse('a name may have only letters, digits, _ . and -')],
      [`${ESC}[31mann`, refuse('a name must not have invisible characters')],
      ['admin', refuse('that name is reserved')],
    ])('turns %j into the right command', (line, command) => {
      expect(dialect.read('name', line)).toEqual(command);
    });
  });

  describe('reading a line of a client that is in', () => {
    const say = (text: string): Command => ({ kind: 'say', text });
    const refuseSpace = (name: string): Command => ({
      kind: 'reply',
      fact: { kind: 'refused', code: 'not-said', text: `begin with /${name}, without a space` },
    });

    it.each<[string, Command | Credential | undefined]>([
      ['hi', say('hi')],
      ['  hi  there ', say('  hi  there ')],
      ['a\tb', say('a b')],
      [`${ESC}[2J${ESC}]0;title\u0007red\u0000`, say('red')],
      ['a\u202eb\u2028c', say('ab c')],
      [' /who', refuseSpace('who')],
      [' \u200b/Msg bob psst', refuseSpace('msg')],
      [' /usr/bin', say(' /usr/bin')],
      [' //who', say(' //who')],
      [`${ESC}[A/who`, { kind: 'who' }],
      [`${ESC}[A/op s3cret`, refuseSpace('op')],
      [' /op', refuseSpace('op')],
      ['/op  s3cret\tx ', { kind: 'operator-secret', secret: 's3cret\tx' }],
      ['//who', say('/who')],
      ['///', say('//')],
      ['//', say('/')],
      [`//${ESC}[2Jx`, say('/x')],
      ['', undefined],
      ['   ', undefined],
      [' \u200b\u00a0\t', undefined],
      [`${ESC}[2J`, undefined],
      ['/who', { kind: 'who' }],
    ])('turns %j into the right command', (line, command) => {
      expect(dialect.read('entered', line)).toEqual(command);
    });
  });

  it.each(['name', 'entered'] as const)('refuses a line that is too long at the stage %s', (stage) => {
    expect(dialect.read(stage, { kind: 'too-long', max: 4096 })).toEqual({
      kind: 'reply',
      fact: { kind: 'refused', code: 'too-long', text: 'line too long: 4096 bytes at most' },
    });
  });

  it('takes a line that is too long for a wrong password', () => {
    expect(dialect.read('password', { kind: 'too-long', max: 4096 })).toEqual({
      kind: 'password',
      secret: '',
    });
  });

  it('writes events in plain lines, no echo to an author, and the history first', () => {
    expect(Object.values(facts).map((fact) => dialect.write(fact, AT))).toEqual(
      Object.values(facts).map((fact) => formatEvent(fact, AT)),
    );
    expect([dialect.writeOwn(facts.said, AT), dialect.inlinesHistory, 'around' in dialect]).toEqual([
      '',
      undefined,
      false,
    ]);
  });
});
