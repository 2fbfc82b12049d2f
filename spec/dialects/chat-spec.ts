import type { Command, Fact } from '../../src/chat';
import { emptyHistory } from '../../src/chat/history';
import { chatDialect } from '../../src/dialects';
import { localTime } from '../../src/dialects/time';
import { nameOf } from '../helpers/fold';

const dialect = chatDialect();
const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const TIME = localTime(AT);

const ESC = '\u001b';

describe('chatDialect', () => {
  it('greets, and asks for a name on the same line as it is to be written on', () => {
    expect(dialect.greet + dialect.prompt('name')).toBe('Welcome to rx-chat!\n[ENTER YOUR NAME]: ');
    expect(chatDialect({ greeting: 'one\ntwo' }).greet).toBe('one\ntwo\n');
  });

  it('has no prompt for who is in, and none for who is on the way out', () => {
    expect([dialect.prompt('in'), dialect.prompt('out')]).toEqual(['', '']);
  });

  it('lets a client try 5 names', () => {
    expect(dialect.tries).toBe(5);
  });

  describe('read, of who has no name yet', () => {
    const enter = (name: string): Command => ({
      kind: 'enter',
      name: nameOf(name),
      room: { text: 'lobby', keys: ['lobby', 'lobby'] },
    });
    const refuse = (text: string): Command => ({
      kind: 'reply',
      fact: { kind: 'refused', code: 'bad-name', text },
    });

    it.each([
      ['ann', enter('ann')],
      ['  Zoë\t', enter('Zoë')],
      ['', refuse('a name cannot be blank')],
      ['  ', refuse('a name cannot be blank')],
      ['x'.repeat(33), refuse('a name has 1 to 32 characters')],
      ['/who', refuse('a name begins with a letter or a digit')],
      ['ann bob', refuse('a name is made of letters, digits, _ . and -')],
      [`${ESC}[31mann`, refuse('a name has no invisible characters')],
      ['admin', refuse('that name is reserved')],
    ])('makes of %j what it is', (line, command) => {
      expect(dialect.read('name', line)).toEqual(command);
    });
  });

  describe('read, of who is in', () => {
    const say = (text: string): Command => ({ kind: 'say', text });
    const answer = (...lines: string[]): Command => ({ kind: 'reply', fact: { kind: 'answered', lines } });
    const refuse = (text: string, code: 'not-understood' | 'bad-name' = 'not-understood'): Command => ({
      kind: 'reply',
      fact: { kind: 'refused', code, text },
    });
    const help = [
      '/help [COMMAND]: what you can do here',
      '/who: who is here',
      '/nick NAME: change your name',
      '/me TEXT: say what you do',
      '/quit [REASON]: leave the chat',
    ];

    it.each<[string, Command | undefined]>([
      ['hi', say('hi')],
      ['  hi  there ', say('  hi  there ')],
      ['a\tb', say('a b')],
      [`${ESC}[2J${ESC}]0;title\u0007red\u0000`, say('red')],
      ['a\u202eb\u2028c', say('abc')],
      [' /who', say(' /who')],
      ['//who', say('/who')],
      ['///', say('//')],
      ['//', say('/')],
      [`//${ESC}[2Jx`, say('/x')],
      ['', undefined],
      ['   ', undefined],
      [' \u200b\u00a0\t', undefined],
      [`${ESC}[2J`, undefined],
      ['/me waves', { kind: 'act', text: 'waves' }],
      ['/me  waves  twice', { kind: 'act', text: 'waves  twice' }],
      [`/me ${ESC}[5mwaves`, { kind: 'act', text: 'waves' }],
      ['/me', refuse('say what you do: /me TEXT')],
      ['/me \u200b', refuse('say what you do: /me TEXT')],
      ['/nick eve', { kind: 'rename', name: nameOf('eve') }],
      ['/nick', refuse('a name cannot be blank', 'bad-name')],
      ['/nick root', refuse('that name is reserved', 'bad-name')],
      ['/who', { kind: 'who' }],
      ['/who is it', { kind: 'who' }],
      ['/quit', { kind: 'leave' }],
      ['/quit  ', { kind: 'leave' }],
      ['/quit see you ', { kind: 'leave', reason: 'see you' }],
      [`/quit ${ESC}[2Jbye`, { kind: 'leave', reason: 'bye' }],
      ['/help', answer(...help, '//TEXT: say a text that begins with /')],
      ['/help nick', answer('/nick NAME: change your name')],
      ['/help /nick', answer('/nick NAME: change your name')],
      ['/help foo', refuse('unknown command /foo: /help lists them')],
      ['/foo bar', refuse('unknown command /foo: /help lists them')],
      ['/', refuse('unknown command /: /help lists them')],
      ['/WHO', refuse('unknown command /WHO: /help lists them')],
      ['/constructor', refuse('unknown command /constructor: /help lists them')],
      [`/f${ESC}[2Joo`, refuse('unknown command /foo: /help lists them')],
    ])('makes of %j what it asks', (line, command) => {
      expect(dialect.read('in', line)).toEqual(command);
    });
  });

  it.each(['name', 'in'] as const)('refuses a line that is too long, at the stage %s', (stage) => {
    expect(dialect.read(stage, { kind: 'too-long', max: 4096 })).toEqual({
      kind: 'reply',
      fact: { kind: 'refused', code: 'too-long', text: 'line too long: 4096 bytes at most' },
    });
  });

  describe('write', () => {
    const said = { seq: 1, at: AT, client: 'a', from: 'ann', room: 'lobby', text: 'hi' };
    const entered = {
      kind: 'entered',
      seq: 1,
      name: 'ann',
      room: 'lobby',
      key: 'k',
      history: emptyHistory,
    } as const;
    const left = { kind: 'left', seq: 1, room: 'lobby', name: 'ann' } as const;

    it.each<[string, Fact, string]>([
      ['a message', { kind: 'said', ...said }, `[${TIME}][ann]:hi\n`],
      ['an act', { kind: 'acted', ...said, text: 'waves' }, `[${TIME}]* ann waves\n`],
      ['who joined', { kind: 'joined', seq: 1, room: 'lobby', name: 'ann' }, 'ann has joined the chat\n'],
      ['who left', left, 'ann has left the chat\n'],
      ['who left, and why', { ...left, reason: 'lunch' }, 'ann has left the chat (lunch)\n'],
      [
        'who is called something else now',
        { kind: 'renamed', seq: 1, client: 'a', room: 'lobby', from: 'ann', to: 'eve' },
        'ann is now known as eve\n',
      ],
      ['what the server says', { kind: 'announced', text: 'hello' }, '* hello\n'],
      ['an answer', { kind: 'answered', lines: ['one', 'two'] }, '* one\n* two\n'],
      ['a refusal', { kind: 'refused', code: 'name-taken', text: 'no' }, '! no\n'],
      [
        'the welcome of the first one',
        { ...entered, others: { names: [], count: 0 } },
        '* welcome, ann: this is lobby, nobody else is here; /help lists the commands\n',
      ],
      [
        'the welcome of another one',
        { ...entered, others: { names: ['bob', 'cid'], count: 2 } },
        '* welcome, ann: this is lobby, here are bob, cid; /help lists the commands\n',
      ],
      [
        'the welcome to a crowd',
        { ...entered, others: { names: ['bob', 'cid'], count: 9 } },
        '* welcome, ann: this is lobby, here are bob, cid and 7 more; /help lists the commands\n',
      ],
      [
        'who is here',
        {
          kind: 'members',
          room: 'lobby',
          members: [
            { name: 'ann', since: 1 },
            { name: 'bob', since: 2 },
          ],
        },
        '* 2 in lobby: ann, bob\n',
      ],
      ['nothing of the end', { kind: 'ended', reason: 'lunch' }, ''],
    ])('tells %s', (_, fact, text) => {
      expect(dialect.write(fact, AT)).toBe(text);
    });

    it('tells an author nothing of itself', () => {
      expect(dialect.own({ kind: 'said', ...said }, AT)).toBe('');
    });
  });
});
