import type { ErrorReplyCode } from '../../../src/chat';
import { jsonDialect } from '../../../src/dialects';
import type { Credential, DialectCommand } from '../../../src/stream';
import { nameOf } from '../../helpers/apply-commands';

const dialect = jsonDialect({ version: '1.2.3', log: 'here' });

type Asked = DialectCommand | Credential;

const read = (stage: 'password' | 'name' | 'entered', request: unknown): Asked | undefined =>
  dialect.read(stage, JSON.stringify(request));
const refuse = (text: string, code: ErrorReplyCode): DialectCommand => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});
const malformed = (text: string): DialectCommand => refuse(text, 'malformed');

const ESC = '\u001b';
const ann = nameOf('ann');
const lobby = nameOf('lobby');
const LETTERS = 'a name may have only letters, digits, _ . and -';
const AFTER = malformed('after must be {"log":ID,"seq":N}');
const BLANK = malformed('text must have a visible character');
const TYPES = 'enter, say, act, tell, rename, join, topic, who, rooms, history, command, leave';

describe('parseRequest', () => {
  it.each<[object, Asked]>([
    [{ name: 'ann' }, { kind: 'enter', name: ann, room: lobby }],
    [{ name: ' ann ' }, { kind: 'enter', name: ann, room: lobby }],
    [
      { name: 'ann', room: 'den' },
      { kind: 'enter', name: ann, room: nameOf('den') },
    ],
    [
      { name: 'ann', password: 'none is asked' },
      { kind: 'enter', name: ann, room: lobby },
    ],
    [
      { name: 'ann', after: null },
      { kind: 'enter', name: ann, room: lobby },
    ],
    [
      { name: 'ann', after: { log: 'here', seq: 12 } },
      { kind: 'enter', name: ann, room: lobby, after: 12 },
    ],
    [
      { name: 'ann', room: 'den', after: { log: 'here', seq: 0 } },
      { kind: 'enter', name: ann, room: nameOf('den'), after: 0 },
    ],
    [
      { name: 'ann', after: { log: 'elsewhere', seq: 12 } },
      { kind: 'enter', name: ann, room: lobby, after: -1 },
    ],
    [{}, malformed('name must be a string')],
    [{ name: 7 }, malformed('name must be a string')],
    [{ name: null }, malformed('name must be a string')],
    [{ name: 'ann', room: 7 }, malformed('room must be a string')],
    [{ name: 'ann', room: null }, malformed('room must be a string')],
    [{ name: 'ann', password: 7 }, malformed('password must be a string')],
    [{ name: 'ann', after: 12 }, AFTER],
    [{ name: 'ann', after: 'here' }, AFTER],
    [{ name: 'ann', after: [] }, AFTER],
    [{ name: 'ann', after: {} }, AFTER],
    [{ name: 'ann', after: { log: 'here' } }, AFTER],
    [{ name: 'ann', after: { log: 7, seq: 12 } }, AFTER],
    [{ name: 'ann', after: { log: 'here', seq: '12' } }, AFTER],
    [{ name: 'ann', after: { log: 'here', seq: -1 } }, AFTER],
    [{ name: 'ann', after: { log: 'here', seq: 1.5 } }, AFTER],
    [{ name: 'ann', after: { log: 'here', seq: 2 ** 53 } }, AFTER],
    [{ name: 'ann', after: { log: 'elsewhere', seq: -1 } }, AFTER],
    [
      { name: 'ann', after: { log: 'here', seq: 2 ** 53 - 1 } },
      { kind: 'enter', name: ann, room: lobby, after: 2 ** 53 - 1 },
    ],
    [{ name: '' }, refuse('a name cannot be blank', 'bad-name')],
    [{ name: `${ESC}[31mann` }, refuse('a name must not have invisible characters', 'bad-name')],
    [{ name: 'root' }, refuse('that name is reserved', 'bad-name')],
    [{ name: 'ann', room: 'the den' }, refuse(LETTERS, 'bad-name')],
    [{ name: 'ann', room: ' ' }, refuse('a name is missing: "room":ROOM', 'not-understood')],
  ])('enter %j', (fields, command) => {
    expect(read('name', { type: 'enter', ...fields })).toEqual(command);
    expect(read('entered', { type: 'enter', ...fields })).toEqual(command);
  });

  it.each<[string, object, Asked]>([
    ['say', { text: ' hi ' }, { kind: 'say', text: ' hi ' }],
    ['say', { text: `${ESC}[2Jone\ntwo\u202e` }, { kind: 'say', text: 'one two' }],
    ['say', { text: '/who' }, { kind: 'say', text: '/who' }],
    ['say', { text: '' }, BLANK],
    ['say', { text: `\n\u200b${ESC}[2J` }, BLANK],
    ['say', {}, malformed('text must be a string')],
    ['say', { text: 7 }, malformed('text must be a string')],
    ['say', { text: ['hi'] }, malformed('text must be a string')],
    ['act', { text: 'waves' }, { kind: 'act', text: 'waves' }],
    ['act', { text: `${ESC}[2Jwaves\n` }, { kind: 'act', text: 'waves' }],
    ['act', { text: ' ' }, BLANK],
    ['act', { text: null }, malformed('text must be a string')],
    ['tell', { to: 'ann', text: 'psst' }, { kind: 'tell', to: ann, text: 'psst' }],
    ['tell', { to: ' ann ', text: `${ESC}[2Jpsst` }, { kind: 'tell', to: ann, text: 'psst' }],
    ['tell', { to: 'ann' }, malformed('text must be a string')],
    ['tell', { to: 'ann', text: '' }, BLANK],
    ['tell', { text: 'psst' }, malformed('to must be a string')],
    ['tell', { to: 7, text: 'psst' }, malformed('to must be a string')],
    ['tell', { to: '', text: 'psst' }, refuse('a name is missing: "to":"…"', 'not-understood')],
    ['tell', { to: 'a b', text: 'psst' }, refuse(LETTERS, 'bad-name')],
    ['rename', { name: 'ann' }, { kind: 'rename', name: ann }],
    ['rename', {}, malformed('name must be a string')],
    ['rename', { name: '' }, refuse('a name is missing: "name":"…"', 'not-understood')],
    ['rename', { name: ' ' }, refuse('a name is missing: "name":"…"', 'not-understood')],
    ['rename', { name: `a${ESC}[2Jb` }, refuse('a name must not have invisible characters', 'bad-name')],
    ['join', { room: 'den' }, { kind: 'join', room: nameOf('den') }],
    ['join', {}, malformed('room must be a string')],
    ['join', { room: {} }, malformed('room must be a string')],
    ['join', { room: 'all' }, refuse('that name is reserved', 'bad-name')],
    ['topic', {}, { kind: 'ask-topic' }],
    ['topic', { text: ' cats ' }, { kind: 'topic', text: 'cats' }],
    ['topic', { text: `${ESC}[2Jcats\n` }, { kind: 'topic', text: 'cats' }],
    ['topic', { text: '' }, BLANK],
    ['topic', { text: 7 }, malformed('text must be a string')],
    ['topic', { text: 'x'.repeat(201) }, refuse('a topic may have at most 200 characters', 'not-understood')],
    ['who', {}, { kind: 'who' }],
    ['rooms', {}, { kind: 'rooms' }],
    ['history', {}, { kind: 'history', limit: 100 }],
    ['history', { limit: 1 }, { kind: 'history', limit: 1 }],
    ['history', { limit: 1000 }, { kind: 'history', limit: 1000 }],
    ['history', { limit: 1001 }, { kind: 'history', limit: 1000 }],
    ['history', { limit: 5, before: 70 }, { kind: 'history', limit: 5, before: 70 }],
    ['history', { before: 70 }, { kind: 'history', limit: 100, before: 70 }],
    ['history', { limit: 0 }, malformed('limit must be a whole number of at least 1')],
    ['history', { limit: -1 }, malformed('limit must be a whole number of at least 1')],
    ['history', { limit: 1.5 }, malformed('limit must be a whole number of at least 1')],
    ['history', { limit: '5' }, malformed('limit must be a whole number of at least 1')],
    ['history', { limit: null }, malformed('limit must be a whole number of at least 1')],
    ['history', { limit: 2 ** 53 }, malformed('limit must be a whole number of at least 1')],
    ['history', { before: 0 }, malformed('before must be a seq')],
    ['history', { before: '70' }, malformed('before must be a seq')],
    ['leave', {}, { kind: 'leave' }],
    ['leave', { reason: ' lunch ' }, { kind: 'leave', reason: 'lunch' }],
    ['leave', { reason: `${ESC}[2Jlunch\n` }, { kind: 'leave', reason: 'lunch' }],
    ['leave', { reason: ' \u200b' }, { kind: 'leave' }],
    ['leave', { reason: 7 }, malformed('reason must be a string')],
    ['shout', {}, malformed(`type must be one of ${TYPES}`)],
    ['constructor', {}, malformed(`type must be one of ${TYPES}`)],
  ])('%s %j', (type, fields, command) => {
    expect(read('entered', { type, ...fields })).toEqual(command);
  });

  it.each<[string, Asked]>([
    ['/who', { kind: 'who', id: '/' }],
    ['/nick ann', { kind: 'rename', name: ann, id: '/' }],
    ['/op s3cret', { kind: 'operator-secret', secret: 's3cret', id: '/' }],
    ['/op ', { ...refuse('the secret is missing: /op SECRET', 'not-understood'), id: '/' }],
    ['/kick ann', { kind: 'kick', name: ann, id: '/' }],
    [`/me ${ESC}[2Jwaves\n`, { kind: 'act', text: 'waves', id: '/' }],
    ['/me', { ...refuse('the text is missing: /me TEXT', 'not-understood'), id: '/' }],
    ['/wibble', { ...refuse('unknown command /wibble: /help lists them', 'not-understood'), id: '/' }],
  ])('command %j, as chat reads it, to be answered in its words', (line, command) => {
    expect(read('entered', { type: 'command', line })).toEqual(command);
  });

  it.each([[{}], [{ line: 7 }], [{ line: '' }], [{ line: 'who' }], [{ line: ' /who' }], [{ line: '//who' }]])(
    'rejects the command %j',
    (fields) => {
      expect(read('entered', { type: 'command', ...fields })).toEqual({
        ...malformed('line must be a string that begins with /'),
        id: '/',
      });
    },
  );

  it.each(['', ' ', 'hi', '/who', '7', 'null', 'true', '"who"', '[]', '[{"type":"who"}]', '{"type":"who"'])(
    'rejects %j as no object',
    (line) => {
      const answer = malformed('not a JSON object: send one per line, such as {"type":"who"}');
      expect(['name', 'entered'].map((stage) => dialect.read(stage as 'name' | 'entered', line))).toEqual([
        answer,
        answer,
      ]);
    },
  );

  it.each([[{}], [{ type: 7 }], [{ type: null }], [{ type: ['who'] }], [{ Type: 'who' }]])(
    'rejects %j, and lists the types',
    (request) => {
      expect(read('entered', request)).toEqual(malformed(`type must be one of ${TYPES}`));
    },
  );

  it.each(['password', 'name'] as const)('accepts only enter at the stage %s', (stage) => {
    const first = refuse('enter first: {"type":"enter","name":"…"}', 'not-entered');
    for (const type of ['say', 'who', 'leave', 'wibble']) expect(read(stage, { type })).toEqual(first);
    expect(read(stage, { type: 'command', line: '/who', id: 1 })).toEqual({ ...first, id: '/1' });
  });

  it('rejects a line that is too long', () => {
    expect(dialect.read('entered', { kind: 'too-long', max: 4096 })).toEqual(
      refuse('line too long: 4096 bytes at most', 'too-long'),
    );
  });

  describe('the password', () => {
    const thenCommand: DialectCommand = { kind: 'enter', name: ann, room: lobby };

    it.each<[object, Asked]>([
      [
        { name: 'ann', password: ' s3cret ' },
        { kind: 'password', secret: ' s3cret ', thenCommand },
      ],
      [{ name: 'ann' }, { kind: 'password', secret: '', thenCommand }],
      [
        { name: '', password: 's3cret' },
        { kind: 'password', secret: 's3cret', thenCommand: refuse('a name cannot be blank', 'bad-name') },
      ],
      [
        { name: 'ann', password: 's3cret', id: 7 },
        { kind: 'password', secret: 's3cret', thenCommand: { ...thenCommand, id: '7' }, id: '7' },
      ],
      [{ name: 'ann', password: 7 }, malformed('password must be a string')],
    ])('is read from enter %j', (fields, asked) => {
      expect(read('password', { type: 'enter', ...fields })).toEqual(asked);
    });
  });

  describe('the id', () => {
    it.each<[string | number, string]>([
      [7, '7'],
      [-1.5, '-1.5'],
      [0, '0'],
      [2 ** 53 - 1, '9007199254740991'],
      [1 - 2 ** 53, '-9007199254740991'],
      [1e-300, '1e-300'],
      ['', '""'],
      ['a"b', '"a\\"b"'],
      ['x'.repeat(128), `"${'x'.repeat(128)}"`],
    ])('%j is put on the command', (id, tag) => {
      expect(read('entered', { type: 'who', id })).toEqual({ kind: 'who', id: tag });
      expect(read('name', { type: 'enter', name: 'ann', id })).toEqual({
        kind: 'enter',
        name: ann,
        room: lobby,
        id: tag,
      });
      expect(read('entered', { type: 'command', line: '/who', id })).toEqual({ kind: 'who', id: `/${tag}` });
      expect(read('entered', { type: 'wibble', id })).toMatchObject({ kind: 'reply', id: tag });
    });

    const none = malformed('id must be a number, or a string of at most 128 characters');

    it.each([[null], [true], [{}], [[7]], ['x'.repeat(129)]])('%j is rejected', (id) => {
      expect(read('entered', { type: 'who', id })).toEqual(none);
    });

    it.each(['1e400', '-1e400', '12345678901234567890', '9007199254740992', '-9007199254740992'])(
      '%s is rejected, since it would return changed',
      (id) => {
        expect(dialect.read('entered', `{"type":"who","id":${id}}`)).toEqual(none);
        expect(dialect.read('name', `{"type":"enter","name":"ann","id":${id}}`)).toEqual(none);
      },
    );
  });
});
