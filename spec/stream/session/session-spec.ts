import { Reason } from '../../../src/stream/flow/pause-control';
import type { Command, Entered, ChatEvent, ClientCommand, SessionSignal } from '../../../src/chat';
import { emptyHistory } from '../../../src/chat/model/history';
import {
  Session,
  type Credential,
  type Dialect,
  type LogRecord,
  type SessionOptions,
} from '../../../src/stream';
import { RoomOutput } from '../../../src/stream/delivery/room-output';
import { testClock } from '../../../src/testing';
import { FakeConnection } from '../../helpers/fake-connection';
import { nameOf, posts } from '../../helpers/apply-commands';
import { plainDialect } from '../../helpers/plain-dialect';
import { routerOptions, sessionOptions } from '../../helpers/stream-options';

const AT = 5000;

/** Tells each fact by its kind, with what tells refusals apart, and the id that it answers. */
const write = (fact: ChatEvent, _at: number, id = ''): string => {
  switch (fact.kind) {
    case 'said':
      return `${fact.text}\n`;
    case 'refused':
      return `!${fact.code} ${fact.text} ${id}\n`;
    case 'answered':
      return fact.lines.length === 0 ? '' : `*${fact.lines.join()} ${id}\n`;
    case 'announced':
      return `*${fact.text}\n`;
    default:
      return `${fact.kind} ${id}\n`;
  }
};

const PROMPTS = { password: 'password? ', name: 'name? ', entered: '', closed: '' };

interface Opened {
  readonly options?: Partial<SessionOptions>;
  readonly dialect?: Partial<Dialect>;
}

/** A session whose client asks for what the test says; what it posts, writes and logs. */
const open = ({ options = {}, dialect = {} }: Opened = {}) => {
  const connection = new FakeConnection('a');
  const logged: LogRecord[] = [];
  const posted: Command[] = [];
  let asked: ReturnType<Dialect['read']>;
  const spoken = plainDialect({
    prompt: (stage) => PROMPTS[stage],
    read: () => asked,
    write,
    ...dialect,
  });
  const session = new Session(
    connection,
    spoken,
    sessionOptions({ log: (line) => logged.push(line), ...options }),
  );
  session.onCommand = ({ client, command }: ClientCommand) => {
    expect(client).toBe('a');
    posted.push(command);
  };
  const ask = (command: Command | Credential | undefined) => {
    asked = command as typeof asked;
    session.read('a line');
  };
  const tell = (fact: ChatEvent, id?: string) => {
    session.receiveEvent(fact, AT, id);
    session.flush();
  };
  const signal = (signalled: SessionSignal, id?: string) => {
    session.receiveSignal(signalled, AT, id);
    session.flush();
  };
  /** What was written since this was asked last. */
  const written = (): string => connection.writes.splice(0).join('');
  return { session, connection, logged, posted, ask, tell, signal, written };
};

const enterFact: Entered = {
  kind: 'entered',
  seq: 1,
  name: 'ann',
  room: 'lobby',
  key: 'lobby',
  topic: '',
  others: { names: [], count: 0 },
  history: emptyHistory,
};
const refused = { kind: 'refused', code: 'no-change', text: 'no' } as const;
const roomOf = (key: string): RoomOutput => new RoomOutput(key, routerOptions(), testClock());

/** The same, once it is in. */
const enter = (opened: Opened = {}) => {
  const all = open(opened);
  all.ask(posts.enter('a', 'ann').command);
  all.tell(enterFact);
  const room = roomOf('lobby');
  all.session.follow(room);
  all.posted.length = 0;
  all.written();
  return { ...all, room };
};

const unlocks = (secret: string) => secret === 's3cret';
const grants = unlocks;
const unlock = (secret: string, more: object = {}): Credential => ({ kind: 'password', secret, ...more });
const op = (secret: string, more: object = {}): Credential => ({ kind: 'operator-secret', secret, ...more });

describe('Session', () => {
  describe('the password', () => {
    it('is asked before the name', () => {
      const { ask, posted, written } = open({ options: { isPassword: unlocks } });
      expect(written()).toBe('hello\npassword? ');
      ask(unlock('s3cret'));
      expect(written()).toBe('name? ');
      expect(posted).toEqual([]);
    });

    it.each([
      ['when the server has no password', {}, {}],
      ['in a dialect that has no place for a password', { isPassword: unlocks }, { passwordExempt: true }],
    ])('is not asked %s', (_, options, dialect) => {
      expect(open({ options, dialect }).written()).toBe('hello\nname? ');
    });

    it('is asked three times', () => {
      const { ask, written, connection, posted } = open({ options: { isPassword: unlocks } });
      written();
      ask(unlock('x'));
      expect(written()).toBe('!wrong-password wrong password \npassword? ');
      ask(unlock('y', { id: '7' }));
      expect(written()).toBe('!wrong-password wrong password 7\npassword? ');
      expect(connection.ends).toBe(0);
      ask(unlock('z'));
      expect(written()).toBe('!wrong-password wrong password \n!too-many-tries too many tries \n');
      expect([connection.ends, connection.cause]).toEqual([1, 'too-many-tries']);
      ask(unlock('s3cret'));
      expect([written(), posted]).toEqual(['', []]);
    });

    it('may be right at the third attempt, and none of the attempts is taken for the name', () => {
      const { ask, tell, written, connection } = open({ options: { isPassword: unlocks } });
      for (const secret of ['x', 'y', 's3cret']) ask(unlock(secret));
      written();
      ask(posts.enter('a', 'ann').command);
      tell(refused);
      expect([written(), connection.ends]).toEqual(['!no-change no \nname? ', 0]);
      ask(posts.enter('a', 'ann').command);
      tell(refused);
      expect(written()).toBe('!no-change no \n!too-many-tries too many tries \n');
    });

    it('may come together with the first command', () => {
      const { ask, posted, written, session } = open({ options: { isPassword: unlocks } });
      written();
      const thenCommand = { ...posts.enter('a', 'ann').command, id: '7' };
      ask(unlock('x', { thenCommand }));
      expect(posted).toEqual([]);
      written();
      ask(unlock('s3cret', { thenCommand }));
      expect(posted).toEqual([{ ...thenCommand, remote: '192.0.2.1:1234' }]);
      expect([written(), session.pauseControl.isPaused]).toEqual(['', true]);
    });

    it('leaves no trace of a client that does not know it', () => {
      const { ask, session, posted } = open({ options: { isPassword: unlocks } });
      ask(unlock('x'));
      session.onInputEnd();
      expect(posted).toEqual([{ kind: 'part' }]);
    });

    it('comes before a name, also in a dialect that asks for a name at once', () => {
      const { ask, tell, posted, written, session } = open({ options: { isPassword: unlocks } });
      written();
      const fact = { kind: 'refused', code: 'not-entered', text: 'enter the password first' } as const;
      ask({ ...posts.enter('a', 'ann').command, id: '7' });
      expect(posted).toEqual([{ kind: 'reply', fact, id: '7' }]);
      tell(fact, '7');
      expect([written(), session.pauseControl.isPaused]).toEqual([
        '!not-entered enter the password first 7\n',
        false,
      ]);
      session.onInputEnd();
      expect(posted.slice(1)).toEqual([{ kind: 'part' }]);
    });

    it('is not attempted by a line that is no password', () => {
      const { ask, tell, posted, written, connection, session } = open({ options: { isPassword: unlocks } });
      written();
      for (let i = 0; i < 5; i++) {
        ask({ kind: 'reply', fact: refused, id: '7' });
        expect(session.pauseControl.isPaused).toBe(true);
        tell(refused, '7');
        expect(session.pauseControl.isPaused).toBe(false);
      }
      expect(posted).toHaveLength(5);
      expect([written(), connection.ends]).toEqual(['!no-change no 7\n'.repeat(5), 0]);
    });
  });

  describe('the operator secret', () => {
    const answer = (code: string, text: string, id?: string) => ({
      kind: 'reply',
      fact: { kind: 'refused', code, text },
      ...(id !== undefined && { id }),
    });
    const wrong = (id?: string) => answer('wrong-secret', 'wrong operator secret', id);

    it('is no part of the posted command: only the grant is', () => {
      const { ask, posted } = enter({ options: { isOperatorSecret: grants } });
      ask(op('s3cret'));
      ask(op('s3cret', { id: '7' }));
      expect(posted).toEqual([{ kind: 'grant' }, { kind: 'grant', id: '7' }]);
    });

    it('allows three attempts; a right one after that is refused', () => {
      const { ask, posted, logged, connection } = enter({ options: { isOperatorSecret: grants } });
      for (const secret of ['x', 'y', 'z']) ask(op(secret, { id: '7' }));
      ask(op('s3cret', { id: '8' }));
      ask(op('s3cret'));
      expect(posted).toEqual([
        wrong('7'),
        wrong('7'),
        wrong('7'),
        answer('too-many-tries', 'too many tries', '8'),
        answer('too-many-tries', 'too many tries'),
      ]);
      const warnings = logged.filter(({ level }) => level === 'warn');
      expect(warnings).toEqual([
        expect.objectContaining({ message: 'wrong operator secret', client: 'a', name: 'ann', count: 1 }),
      ]);
      expect(JSON.stringify(warnings)).not.toMatch(/[xyz]"/);
      expect(connection.ends).toBe(0);
    });

    it('may be right at the third attempt', () => {
      const { ask, posted } = enter({ options: { isOperatorSecret: grants } });
      for (const secret of ['x', 'y', 's3cret']) ask(op(secret));
      expect(posted).toEqual([wrong(), wrong(), { kind: 'grant' }]);
    });

    it('is refused at its place when the server has no operators', () => {
      const { ask, posted, session } = enter();
      ask(op('s3cret', { id: '7' }));
      expect(posted).toEqual([answer('operators-only', 'this server has no operators', '7')]);
      expect(session.pauseControl.isPaused).toBe(true);
    });

    it('is refused before its client is in, without counting as an attempt', () => {
      const { ask, posted, tell } = open({
        options: { isOperatorSecret: grants },
        dialect: { maxNameAttempts: 9 },
      });
      for (let i = 0; i < 4; i++) {
        ask(op('s3cret'));
        tell(refused);
      }
      expect(posted).toEqual(Array.from({ length: 4 }, () => answer('not-entered', 'enter a name first')));
      ask(posts.enter('a', 'ann').command);
      tell(enterFact);
      posted.length = 0;
      ask(op('s3cret'));
      expect(posted).toEqual([{ kind: 'grant' }]);
    });
  });

  describe('pausing for a reply', () => {
    it.each<[string, Command]>([
      ['who', posts.who('a').command],
      ['rooms', { kind: 'rooms' }],
      ['ask-topic', { kind: 'ask-topic' }],
      ['history', { kind: 'history', limit: 5 }],
      ['ignore', { kind: 'ignore' }],
      ['sanctions', { kind: 'sanctions', of: 'bans' }],
      ['reply', posts.reply('a', 'x').command],
      ['join', { kind: 'join', room: nameOf('den') }],
      ['enter once more', posts.enter('a', 'ann').command],
    ])('pauses its client at %s until the reply', (_, command) => {
      const { ask, tell, posted, session, connection } = enter();
      connection.pauses.length = 0;
      ask(command);
      expect([posted, connection.pauses]).toEqual([[command], [true]]);
      tell(refused);
      expect([connection.pauses, session.pauseControl.isPaused]).toEqual([[true, false], false]);
    });

    it.each<[string, Command, Command?]>([
      ['say', posts.say('a', 'hi').command, { kind: 'talk', texts: ['hi'] }],
      ['say with an id', { kind: 'say', text: 'hi', id: '1' }],
      ['act', posts.act('a', 'waves').command],
      ['tell', { kind: 'tell', to: nameOf('bob'), text: 'psst' }],
      ['topic', { kind: 'topic', text: 'cats' }],
      ['leave', posts.leave('a').command],
      ['kick', { kind: 'kick', name: nameOf('bob') }],
    ])('does not pause its client at %s', (_, command, expected = command) => {
      const { ask, posted, connection } = enter();
      connection.pauses.length = 0;
      ask(command);
      expect([posted, connection.pauses]).toEqual([[expected], []]);
    });

    it('does not pause its client at the right operator secret', () => {
      const { ask, posted, connection } = enter({ options: { isOperatorSecret: grants } });
      connection.pauses.length = 0;
      ask(op('s3cret'));
      expect([posted, connection.pauses]).toEqual([[{ kind: 'grant' }], []]);
    });

    it('does not pause its client at a line that is no command', () => {
      const { ask, posted, session } = enter();
      ask(undefined);
      expect([posted, session.pauseControl.isPaused]).toEqual([[], false]);
    });

    it('pauses its client after a name until it is decided and its room is read', () => {
      const { ask, tell, session } = open({ dialect: { maxNameAttempts: 9 } });
      ask(posts.say('a', 'hi').command);
      expect(session.pauseControl.isPaused).toBe(true);
      tell(refused);
      expect(session.pauseControl.isPaused).toBe(false);
      ask(posts.enter('a', 'ann').command);
      tell(enterFact);
      expect(session.pauseControl.isPaused).toBe(true);
      session.follow(roomOf('lobby'));
      expect(session.pauseControl.isPaused).toBe(false);
    });

    it('pauses its client at a rename until the rename', () => {
      const { ask, session } = enter();
      ask(posts.rename('a', 'eve').command);
      expect(session.pauseControl.isPaused).toBe(true);
      session.rename('eve');
      expect(session.pauseControl.isPaused).toBe(false);
    });

    it('pauses its client at a rename until a refusal without an id', () => {
      const { ask, session } = enter();
      ask(posts.rename('a', 'eve').command);
      session.receiveRoomEvent({ kind: 'refused', code: 'muted', text: 'you are muted' }, 0);
      expect(session.pauseControl.isPaused).toBe(false);
    });

    it('pauses its client at a move until the new room is read', () => {
      const { ask, tell, session } = enter();
      ask({ kind: 'join', room: nameOf('den') });
      tell({ ...enterFact, room: 'den', key: 'den' });
      expect(session.pauseControl.isPaused).toBe(true);
      session.follow(roomOf('den'));
      expect(session.pauseControl.isPaused).toBe(false);
    });

    it('pauses its client while too many replies wait', () => {
      const { tell, session, connection } = enter({ options: { maxAnswers: 10 } });
      connection.full = true;
      tell({ kind: 'answered', lines: ['x'.repeat(20)] });
      tell({ kind: 'answered', lines: ['x'] });
      expect(session.pauseControl.isPaused).toBe(false);
      tell({ kind: 'answered', lines: ['x'.repeat(20)] });
      expect(session.pauseControl.isPaused).toBe(true);
      connection.full = false;
      connection.drain();
      expect(session.pauseControl.isPaused).toBe(false);
    });
  });

  describe('the name', () => {
    it('is asked again after a refusal, up to the limit of the dialect', () => {
      const { ask, tell, written, connection } = open({ dialect: { maxNameAttempts: 3 } });
      written();
      for (let i = 0; i < 2; i++) {
        ask(posts.enter('a', 'ann').command);
        tell(refused);
        expect([written(), connection.ends]).toEqual(['!no-change no \nname? ', 0]);
      }
      ask(posts.enter('a', 'ann').command);
      tell(refused);
      expect(written()).toBe('!no-change no \n!too-many-tries too many tries \n');
      expect([connection.ends, connection.cause]).toEqual([1, 'too-many-tries']);
    });

    it('is asked again after a reply, without counting an attempt', () => {
      const { ask, tell, written, connection } = open();
      written();
      for (let i = 0; i < 5; i++) {
        ask(posts.reply('a', 'x').command);
        tell({ kind: 'answered', lines: ['x'] });
      }
      expect([written(), connection.ends]).toEqual(['*x \nname? '.repeat(5), 0]);
    });

    it('is posted with the remote address of its client', () => {
      const { ask, posted } = open();
      ask({ ...posts.enter('a', 'ann').command, id: '7' });
      expect(posted).toEqual([{ ...posts.enter('a', 'ann').command, id: '7', remote: '192.0.2.1:1234' }]);
    });
  });

  describe('a client that is disconnected', () => {
    const banned = { kind: 'refused', code: 'banned', text: 'you are banned permanently' } as const;

    it('while banned, before it is in, gets one line and the end', () => {
      const { ask, tell, written, connection, posted } = open();
      ask(posts.enter('a', 'ann').command);
      written();
      tell(banned);
      expect(written()).toBe('!banned you are banned permanently \n');
      expect([connection.ends, connection.cause]).toEqual([1, 'banned']);
      posted.length = 0;
      ask(posts.enter('a', 'eve').command);
      tell(refused);
      expect([posted, written()]).toEqual([[], '']);
    });

    it('by a ban gets the reason, then the end', () => {
      const { tell, written, connection, session, posted, signal } = enter();
      tell(banned);
      expect([written(), connection.ends]).toEqual(['!banned you are banned permanently \n', 0]);
      signal({ kind: 'ended', reason: 'banned by eve', by: 'eve', code: 'banned' });
      expect([written(), connection.ends, connection.cause]).toEqual(['', 1, 'banned by eve']);
      session.onInputEnd();
      expect(posted).toEqual([]);
    });

    it.each([
      ['its own words', 'see you', 'quit: "see you"'],
      ['quoted words that equal a reason of the server', 'idle', 'quit: "idle"'],
      ['no words', undefined, 'quit'],
    ])('by its own quit has %s in the close reason', (_, reason, cause) => {
      const { ask, written, connection, signal } = enter();
      ask(posts.leave('a', reason).command);
      signal({ kind: 'ended', ...(reason !== undefined && { reason }) });
      expect([written(), connection.ends, connection.cause]).toEqual(['', 1, cause]);
    });

    it.each([
      ['one from the first line', ['\ufeffann', 'bob'], ['ann', 'bob']],
      ['none from a later line', ['ann', '\ufeffbob'], ['ann', '\ufeffbob']],
      ['one of two', ['\ufeff\ufeffann'], ['\ufeffann']],
    ])('has a byte order mark removed as follows: %s', (_, lines, taken) => {
      const read: unknown[] = [];
      const { session } = open({ dialect: { read: (_stage, line) => void read.push(line) } });
      for (const line of lines) session.read(line);
      expect(read).toEqual(taken);
    });

    it('before its enter was decided posts a leave afterwards', () => {
      const { session, tell, ask, posted } = open();
      ask(posts.enter('a', 'ann').command);
      posted.length = 0;
      tell(banned);
      session.onInputEnd();
      expect(posted).toEqual([{ kind: 'leave' }]);
    });

    it.each<[string, (opened: ReturnType<typeof open>) => void, string]>([
      ['it has given no name', () => undefined, 'part'],
      ['it has given a name', ({ ask }) => ask(posts.enter('a', 'ann').command), 'leave'],
      [
        'its name was refused',
        ({ ask, tell }) => {
          ask(posts.enter('a', 'ann').command);
          tell(refused);
        },
        'part',
      ],
    ])('posts a leave only if it was in or may be in: %s', (_, before, kind) => {
      const opened = open();
      before(opened);
      opened.posted.length = 0;
      opened.session.onInputEnd();
      expect(opened.posted).toEqual([{ kind }]);
    });

    it('for another protocol gets its answer on a line of its own', () => {
      const { session, written, connection } = open();
      written();
      session.read({ kind: 'foreign', protocol: 'HTTP', answer: 'HTTP/1.1 400 Bad Request\n' });
      expect(written()).toBe('\nHTTP/1.1 400 Bad Request\n');
      expect([connection.ends, connection.cause]).toEqual([1, 'foreign protocol HTTP']);
    });

    it('as too slow is announced to the others, and gets no more wait', () => {
      const { session, posted, connection } = enter();
      session.disconnectSlow();
      session.onInputEnd();
      expect(posted).toEqual([{ kind: 'leave', reason: 'too slow', by: 'server' }]);
      expect([connection.ends, connection.cause]).toEqual([0, 'too slow']);
    });

    it('by an error of the server ends alone, and leaves once', () => {
      const { session, posted, connection, logged } = enter();
      const error = new Error('a dialect that throws');
      session.fail(error);
      session.onInputEnd();
      expect([posted, connection.cause]).toEqual([[{ kind: 'leave' }], 'error']);
      expect(logged.at(-1)).toMatchObject({ level: 'error', message: 'connection failed', error });
    });

    it('stays out when it is let in meanwhile', () => {
      const { session, ask, tell, written, posted, connection } = open();
      ask(posts.enter('a', 'ann').command);
      session.disconnectWith('name-timeout', 'too slow');
      written();
      posted.length = 0;
      tell(enterFact);
      const room = roomOf('lobby');
      session.follow(room);
      ask(posts.say('a', 'hi').command);
      expect([posted, written(), room.readers, session.room]).toEqual([[], '', 0, undefined]);
      expect(connection.cause).toBe('name-timeout');
    });

    it('by a kick gets the reason, then the end', () => {
      const { session, tell, written, connection, posted, signal } = enter();
      tell({ kind: 'refused', code: 'kicked', text: 'you were kicked by eve' });
      expect(connection.ends).toBe(0);
      signal({ kind: 'ended', reason: 'kicked by eve', by: 'eve', code: 'kicked' });
      expect(written()).toBe('!kicked you were kicked by eve \n');
      expect([connection.ends, connection.cause]).toEqual([1, 'kicked by eve']);
      session.onInputEnd();
      expect(posted).toEqual([]);
    });

    it('at a prompt gets the reason on a line of its own', () => {
      const { written, connection, signal } = open();
      written();
      signal({ kind: 'ended', reason: 'bye', by: 'server', code: 'shutdown' });
      expect([written(), connection.cause]).toEqual(['\n*bye\n', 'bye']);
    });
  });

  describe('a list reply', () => {
    it('costs a line per KiB, at most a burst', () => {
      const { tell, session } = enter({
        options: { rate: 1, burst: 10 },
        dialect: {
          write: (fact) => (fact.kind === 'members' ? 'x'.repeat(1024 * fact.members.length) : ''),
        },
      });
      const members = (count: number) => Array.from({ length: count }, () => ({ name: 'x', since: 0 }));
      tell({ kind: 'members', room: 'x', members: members(1) });
      expect(session.pauseControl.isPausedFor(Reason.rate)).toBe(false);
      tell({ kind: 'members', room: 'x', members: members(20) });
      expect(session.pauseControl.isPausedFor(Reason.rate)).toBe(true);
    });
  });

  describe('an ignored client', () => {
    const ignore = (name: string, client: string): SessionSignal => ({ kind: 'ignore', name, client });
    const told = (client: string): ChatEvent => ({
      kind: 'told',
      client,
      from: 'x',
      to: 'ann',
      text: 'psst',
    });
    const say = (room: RoomOutput, author: string): void => {
      room.write(
        { kind: 'said', seq: 1, at: AT, client: author, from: author, room: 'lobby', text: author },
        AT,
        author,
      );
      room.publish();
    };

    it('is confirmed, and not heard in the room or in private until it is unignored', () => {
      const { session, written, room, signal } = enter();
      signal(ignore('bob', 'b'), '7');
      expect(written()).toBe('*you now ignore bob; to stop, type /ignore bob again 7\n');
      for (const client of ['b', 'c']) say(room, client);
      session.receiveRoomEvent(told('b'), AT);
      session.flush();
      expect(written()).toBe('c\n');
      session.receiveRoomEvent(told('c'), AT);
      session.flush();
      expect(written()).toBe('told \n');
      signal(ignore('bob', 'b'));
      expect(written()).toBe('*you no longer ignore bob \n');
      say(room, 'b');
      session.receiveRoomEvent(told('b'), AT);
      session.flush();
      expect(written()).toBe('b\ntold \n');
    });

    it('is ignored again when it returns', () => {
      const { session, written, room, signal } = enter();
      signal(ignore('bob', 'b'));
      written();
      session.onUserJoined('bob', 'b2');
      session.onUserJoined('cid', 'c');
      for (const client of ['b2', 'c']) say(room, client);
      expect(written()).toBe('c\n');
    });

    it('is never the session’s own client, even under the same name', () => {
      const { session, tell, written, signal } = enter();
      signal(ignore('bob', 'b'));
      written();
      session.onUserJoined('bob', 'a');
      tell(told('a'));
      expect(written()).toBe('told \n');
      session.receiveRoomEvent(told('b'), AT);
      session.flush();
      expect(written()).toBe('');
    });

    it('resumes the session with the reply', () => {
      const { ask, session, signal } = enter();
      ask({ kind: 'ignore', name: nameOf('bob') });
      signal(ignore('bob', 'b'));
      expect(session.pauseControl.isPaused).toBe(false);
    });
  });

  describe('the echo of an own action', () => {
    const said: ChatEvent = {
      kind: 'said',
      seq: 1,
      at: AT,
      client: 'a',
      from: 'ann',
      room: 'lobby',
      text: 'hi',
    };
    const renamed: ChatEvent = {
      kind: 'renamed',
      seq: 1,
      client: 'a',
      room: 'lobby',
      from: 'ann',
      to: 'eve',
    };
    const topic: ChatEvent = { kind: 'topic', seq: 1, room: 'lobby', from: 'ann', text: 'cats' };
    const hear = ({ session }: ReturnType<typeof enter>, fact: ChatEvent, id?: string): boolean => {
      const heard = session.receiveOwnEvent(fact, AT, id);
      session.flush();
      return heard;
    };

    it.each<[string, ChatEvent]>([
      ['said', said],
      ['acted', { ...said, kind: 'acted' }],
    ])('of %s is as the dialect defines it', (_, fact) => {
      const writeOwn = jest.fn(
        (each: ChatEvent, at: number, id?: string) => `own ${each.kind} ${at} ${id}\n`,
      );
      const opened = enter({ dialect: { writeOwn } });
      expect(hear(opened, fact, '7')).toBe(true);
      expect(opened.written()).toBe(`own ${fact.kind} 5000 7\n`);
    });

    it.each([
      ['renamed', renamed],
      ['topic', topic],
    ])('of %s is the common text, with its id', (kind, fact) => {
      const opened = enter({ dialect: { writeOwn: () => 'not this\n' } });
      expect(hear(opened, fact, '7')).toBe(true);
      expect(opened.written()).toBe(`${kind} 7\n`);
    });

    it('is nothing when the dialect writes none', () => {
      const opened = enter();
      expect([hear(opened, said, '7'), opened.written()]).toEqual([false, '']);
    });

    it('gets a prompt when the dialect has one', () => {
      const opened = enter({ dialect: { wrap: (name) => ({ prefix: '~', suffix: `[${name}]` }) } });
      expect([hear(opened, said), opened.written()]).toEqual([true, '[ann]']);
      opened.session.rename('eve');
      expect([hear(opened, renamed), opened.written()]).toEqual([true, '~renamed \n[eve]']);
    });

    it('is not written to a client that is closing', () => {
      const opened = enter({ dialect: { writeOwn: () => 'mine\n' } });
      opened.signal({ kind: 'ended' });
      expect([hear(opened, said), opened.written()]).toEqual([false, '']);
    });
  });

  describe('a reply', () => {
    it('has the id of its command, and reaches nobody else from memory', () => {
      const { tell, written } = enter();
      const list: ChatEvent = { kind: 'answered', lines: ['x'] };
      tell(list, '7');
      tell(list);
      tell(list, '8');
      tell(list);
      expect(written()).toBe('*x 7\n*x \n*x 8\n*x \n');
    });

    it('without text is followed by a prompt when the dialect has one', () => {
      const wrap = (name: string) => ({ prefix: '~', suffix: `[${name}]` });
      const { tell, written } = enter({ dialect: { wrap, write: () => '' } });
      tell({ kind: 'answered', lines: [] });
      expect(written()).toBe('[ann]');
      tell(refused);
      expect(written()).toBe('[ann]');
    });

    it('comes after the messages of a history, or holds them, as the dialect defines it', () => {
      const message = {
        kind: 'said',
        seq: 1,
        at: 1,
        client: 'b',
        from: 'b',
        room: 'r',
        text: 'past',
      } as const;
      const history = { messages: [message], from: 0, to: 1, lostSeq: 0 };
      const fact: ChatEvent = { kind: 'history', room: 'lobby', key: 'lobby', seq: 1, limit: 9, history };
      const [before, within] = [enter(), enter({ dialect: { inlinesHistory: true } })];
      for (const { tell } of [before, within]) {
        tell(fact);
        tell({ ...enterFact, history });
      }
      expect([before.written(), within.written()]).toEqual([
        'past\nhistory \npast\nentered \n',
        'history \nentered \n',
      ]);
    });
  });

  describe('a resume token', () => {
    const resumes: Partial<Dialect> = { issuesResumeToken: true };
    const words = () => {
      let made = 0;
      return { generate: jest.fn(() => `w${++made}`), hash: (word: string) => `#${word}` };
    };
    /** Tells the word, and how far the client had seen. */
    const tellsWord: Dialect['write'] = (fact, at, id) =>
      fact.kind === 'entered' ? `in ${fact.word ?? 'without a word'}\n` : write(fact, at, id);
    const pickUp = (word: string, more: object = {}): Credential => ({
      kind: 'resume-token',
      token: word,
      ...more,
    });
    const wrong = { kind: 'refused', code: 'invalid-token', text: 'no' } as const;

    it('is made with the name, and told once with the welcome', () => {
      const options = { resumeTokens: words() };
      const { ask, tell, posted, written } = open({ options, dialect: { ...resumes, write: tellsWord } });
      ask(posts.enter('a', 'ann').command);
      expect(posted).toMatchObject([{ kind: 'enter', resumeTokenHash: '#w1' }]);
      written();
      tell(enterFact);
      expect(written()).toBe('in w1\n');
      tell({ ...enterFact, room: 'Den', key: 'den' });
      expect(written()).toBe('in without a word\n');
    });

    it('is made only for dialects that resume', () => {
      const options = { resumeTokens: words() };
      const { ask, tell, posted, written } = open({ options, dialect: { write: tellsWord } });
      ask(posts.enter('a', 'ann').command);
      written();
      tell(enterFact);
      expect([posted.map((command) => 'resumeTokenHash' in command), written()]).toEqual([
        [false],
        'in without a word\n',
      ]);
      expect(options.resumeTokens.generate).not.toHaveBeenCalled();
    });

    it('changes after a refused name', () => {
      const { ask, tell, posted, written } = open({
        options: { resumeTokens: words() },
        dialect: { ...resumes, write: tellsWord },
      });
      ask(posts.enter('a', 'ann').command);
      tell({ kind: 'refused', code: 'name-taken', text: 'no' });
      ask(posts.enter('a', 'eve').command);
      expect(posted).toMatchObject([{ resumeTokenHash: '#w1' }, { resumeTokenHash: '#w2' }]);
      written();
      tell(enterFact);
      expect(written()).toBe('in w2\n');
    });

    it('replaces the name: its hash is posted with the next hash and the address', () => {
      const { ask, posted, session } = open({ options: { resumeTokens: words() }, dialect: resumes });
      ask(pickUp('secret', { id: 'x' }));
      expect(posted).toEqual([
        { kind: 'resume', tokenHash: '#secret', id: 'x', remote: '192.0.2.1:1234', nextTokenHash: '#w1' },
      ]);
      expect(session.pauseControl.isPaused).toBe(true);
    });

    it('waits for the join rate of its address, as a name does', () => {
      const clock = testClock();
      const { ask, posted } = open({ options: { reserveJoinSlot: () => 500, clock }, dialect: resumes });
      ask(pickUp('secret'));
      expect(posted).toEqual([]);
      clock.advance(500);
      expect(posted).toMatchObject([{ kind: 'resume' }]);
    });

    it('counts as an attempt when it is wrong, as a bad name does', () => {
      const { ask, tell, written, connection, session } = open({
        dialect: { ...resumes, maxNameAttempts: 2 },
      });
      written();
      ask(pickUp('secret'));
      tell(wrong);
      expect(written()).toBe('!invalid-token no \nname? ');
      expect(session.pauseControl.isPaused).toBe(false);
      ask(pickUp('secret'));
      tell(wrong);
      expect(written()).toBe('!invalid-token no \n!too-many-tries too many tries \n');
      expect(connection.cause).toBe('too-many-tries');
    });

    it('is refused for a client that is in', () => {
      const { ask, posted } = enter({ dialect: resumes });
      ask(pickUp('secret', { id: 'x' }));
      expect(posted).toEqual([
        {
          kind: 'reply',
          fact: { kind: 'refused', code: 'entered-already', text: 'you have already entered' },
          id: 'x',
        },
      ]);
    });

    it('is in no log line, and neither is its hash', () => {
      const { ask, tell, logged, session } = open({
        options: { resumeTokens: { generate: () => 'n3xt', hash: (word) => `#${word}` } },
        dialect: resumes,
      });
      ask(pickUp('s3cret'));
      tell(wrong);
      ask(pickUp('s3cret'));
      tell({ ...enterFact, after: 0, left: 1 });
      session.close();
      expect(logged.map(({ message }) => message)).toEqual([
        'client connected',
        'wrong resume token',
        'client entered',
        'client disconnected',
      ]);
      expect(JSON.stringify(logged)).not.toMatch(/s3cret|n3xt/);
    });

    it('of a client that was cut off is followed by a leave, also before the reply', () => {
      const { ask, session, posted } = open({ dialect: resumes });
      ask(pickUp('secret'));
      session.onInputEnd();
      expect(posted.map(({ kind }) => kind)).toEqual(['resume', 'leave']);
    });
  });

  describe('history that memory no longer holds', () => {
    const message = (seq: number) =>
      ({ kind: 'said', seq, at: 1, client: 'b', from: 'b', room: 'lobby', text: `said ${seq}` }) as const;
    const history = { messages: [message(5)], from: 0, to: 1, lostSeq: 4 };
    const recall: ChatEvent = { kind: 'history', room: 'lobby', key: 'lobby', seq: 9, limit: 3, history };
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const kept = () => {
      const asked: unknown[] = [];
      const read: SessionOptions['read'] = async function* (...range) {
        asked.push(range);
        yield await Promise.resolve([message(3), message(4)]);
      };
      return { read, asked };
    };

    it('is read for a client that resumes, before the history in memory, the welcome and later events', async () => {
      const { read, asked } = kept();
      const { ask, tell, session, written } = open({
        options: { read },
        dialect: { issuesResumeToken: true },
      });
      ask({ kind: 'resume-token', token: 'secret' });
      written();
      tell({ ...enterFact, history, after: 2, left: 5, seq: 9 });
      const room = roomOf('lobby');
      session.follow(room);
      room.write({ kind: 'announced', text: 'live' }, AT);
      room.publish();
      await settled();
      expect(written().split('\n')).toEqual([
        '*the messages that you may have missed: some may be repeated ',
        'said 3',
        'said 4',
        'said 5',
        'entered ',
        '*live',
        '',
      ]);
      expect(asked).toEqual([
        ['lobby', { afterSeq: 2, beforeSeq: 5, maxBytes: { beforeSeq: 5, bytes: 4 * 1024 * 1024 } }],
      ]);
    });

    it('is not read for a new client', async () => {
      const { read, asked } = kept();
      enter({ options: { read } }).tell({ ...enterFact, history });
      await settled();
      expect(asked).toEqual([]);
    });

    it('is read for a client that asks, before the history in memory', async () => {
      const { read, asked } = kept();
      const { tell, written } = enter({ options: { read } });
      tell(recall);
      await settled();
      expect(written()).toBe('said 3\nsaid 4\nsaid 5\n');
      expect(asked).toEqual([['lobby', { beforeSeq: 5, limit: 2 }]]);
    });

    it('is in the reply of a dialect that has one, with the id', async () => {
      const tells: Dialect['write'] = (fact, _at, id = '') =>
        fact.kind === 'history' ? `${fact.history.messages.map(({ text }) => text).join()} ${id}\n` : '';
      const { read } = kept();
      const { tell, written } = enter({ options: { read }, dialect: { inlinesHistory: true, write: tells } });
      tell(recall, 'x');
      tell({ kind: 'answered', lines: ['later'] });
      await settled();
      expect(written()).toBe('said 3,said 4,said 5 x\n');
    });

    it('pauses a client that asks for more before it has taken it', async () => {
      const { session, tell } = enter({ options: { read: kept().read, maxAnswers: 1000 } });
      tell(recall);
      expect(session.pauseControl.isPaused).toBe(true);
      await settled();
      expect(session.pauseControl.isPaused).toBe(false);
    });
  });

  describe('a move to another room', () => {
    it('resumes a client paused by the old room, and ends the output of the old room', () => {
      const { session, ask, written, room } = enter();
      const small = new RoomOutput('small', routerOptions({ tape: 8 * 100 }), testClock());
      session.follow(small);
      ask(posts.say('a', 'x'.repeat(100)).command);
      expect([session.pauseControl.isPaused, session.inFlight]).toEqual([true, 164]);
      session.follow(room);
      expect([session.pauseControl.isPaused, session.inFlight, session.room]).toEqual([false, 0, room]);
      expect([small.readers, room.readers]).toEqual([0, 1]);
      small.write({ kind: 'announced', text: 'there' }, AT);
      small.publish();
      room.write({ kind: 'announced', text: 'here' }, AT);
      room.publish();
      expect(written()).toBe('*here\n');
    });

    it('resumes a client that was paused by readers of the old room', () => {
      const { session, ask, connection } = enter();
      const slow = new RoomOutput('slow', routerOptions({ tape: 2000 }), testClock());
      session.follow(slow);
      connection.full = true;
      for (const text of ['one', 'x'.repeat(600)]) {
        slow.write({ kind: 'announced', text }, AT);
        slow.publish();
      }
      slow.evaluate();
      ask(posts.say('a', 'hi').command);
      expect([session.pauseControl.isPaused, slow.backpressure.laggingReaders.size]).toEqual([true, 1]);
      session.follow(roomOf('den'));
      expect([session.pauseControl.isPaused, slow.backpressure.laggingReaders.size]).toEqual([false, 0]);
    });

    it('is not followed by a client that is closing', () => {
      const { session, signal } = enter();
      signal({ kind: 'ended' });
      const den = roomOf('den');
      session.follow(den);
      expect([session.room, den.readers]).toEqual([undefined, 0]);
    });

    it('is logged', () => {
      const { tell, logged } = enter();
      tell({ ...enterFact, room: 'den', key: 'den' });
      expect(logged).toEqual([
        expect.objectContaining({ message: 'client connected' }),
        expect.objectContaining({ message: 'client entered', name: 'ann', room: 'lobby' }),
        expect.objectContaining({ message: 'client joined room', name: 'ann', room: 'den' }),
      ]);
    });
  });
});
