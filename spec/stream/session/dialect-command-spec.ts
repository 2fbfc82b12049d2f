import {
  createChat,
  type Command,
  type Credential,
  type Dialect,
  type DialectCommand,
  type LogRecord,
} from 'rx-chat';
import { testClient } from 'rx-chat/testing';
import { COMMANDS } from '../../../src/chat';
import { plainDialect } from '../../helpers/plain-dialect';
import { nameOf } from '../../helpers/apply-commands';

const lobby = nameOf('lobby');
const ann = nameOf('ann');

/** By these a client could speak as the server, become an operator, or be somebody else. The compiler takes none. */
const forged: Readonly<Record<string, DialectCommand | Credential>> = {
  // @ts-expect-error -- a right that only the operators' secret gives
  grant: { kind: 'grant' },
  // @ts-expect-error -- the hash of a token
  resume: { kind: 'resume', tokenHash: 'hash' },
  // @ts-expect-error -- the end of all
  'remove-all': { kind: 'remove-all' },
  // @ts-expect-error -- what the fold works within
  'set-limits': { kind: 'set-limits', limits: { history: 0, rooms: 0 } },
  // @ts-expect-error -- the clock of durations
  clock: { kind: 'clock', skew: 0, doubt: 0 },
  // @ts-expect-error -- what stands for a private message
  withheld: { kind: 'withheld' },
  // @ts-expect-error -- the end of a connection without a name
  part: { kind: 'part' },
  // @ts-expect-error -- a leave that looks like an operator's doing
  leave: { kind: 'leave', reason: 'banned', by: 'server' },
  // @ts-expect-error -- an address of its own choice
  remote: { kind: 'enter', name: ann, room: lobby, remote: '10.0.0.1' },
  // @ts-expect-error -- the hash of a token
  token: { kind: 'enter', name: ann, room: lobby, resumeTokenHash: 'hash' },
  // @ts-expect-error -- the same behind the password
  behind: { kind: 'password', secret: 's3cret', thenCommand: { kind: 'grant' } },
};

/** A command and a credential can't stand for each other. */
const takes = { credential: (it: Credential) => it, command: (it: Command) => it };

// @ts-expect-error -- a hash is no token
takes.credential({ kind: 'resume-token', tokenHash: 'hash' });
// @ts-expect-error -- a command is no credential
takes.credential({ kind: 'resume', token: 'token' });
// @ts-expect-error -- a credential is no command
takes.command({ kind: 'resume-token', token: 'token' });

/** A chat with a dialect in plain JavaScript: `! KIND` asks for what no dialect may, other lines are said. */
const openChat = () => {
  const logged: LogRecord[] = [];
  const chat = createChat({ operatorSecret: 's3cret' });
  chat.log$.subscribe((line) => logged.push(line));
  const dialect: Dialect = plainDialect({
    read: (stage, line) => {
      const text = typeof line === 'string' ? line : '';
      if (text.startsWith('! ')) return forged[text.slice(2)];
      if (stage === 'name') return { kind: 'enter', name: nameOf(text), room: lobby };
      return text === 'say' ? { kind: 'announce', text: 'as the server' } : { kind: 'say', text };
    },
  });
  return { chat, logged, dialect };
};

describe('a dialect in plain JavaScript', () => {
  it.each(Object.keys(forged))(
    'disconnects its client when it returns a command only the server makes (%s)',
    async (kind) => {
      const { chat, logged, dialect } = openChat();
      const kinds: string[] = [];
      const witness = testClient(chat, { dialect });
      witness.send('bob');
      await witness.line('entered');
      const client = testClient(chat, { dialect });
      client.send('ann');
      await client.line('entered');
      chat.entry$.subscribe(({ command }) => kinds.push(command.kind));
      client.send(`! ${kind}`, 'say');
      await witness.line('left');
      expect(kinds).toEqual(['leave']);
      expect(logged.filter(({ level }) => level === 'error')).toMatchObject([
        { message: 'connection failed', name: 'ann', error: { code: 'RX_CHAT_DIALECT' } },
      ]);
      await chat.close();
    },
  );
});

describe('DialectCommand', () => {
  /** The compiler asks for each kind of the type, and takes no other. */
  const dialectKinds: Readonly<Record<DialectCommand['kind'], true>> = {
    enter: true,
    say: true,
    act: true,
    tell: true,
    rename: true,
    join: true,
    topic: true,
    leave: true,
    announce: true,
    kick: true,
    ban: true,
    unban: true,
    mute: true,
    unmute: true,
    delete: true,
    who: true,
    rooms: true,
    'ask-topic': true,
    history: true,
    ignore: true,
    sanctions: true,
    reply: true,
  };

  it('accepts exactly the commands that its type allows', () => {
    const made = Object.entries(COMMANDS).flatMap(([kind, { madeBy }]) =>
      madeBy === 'dialect' ? [kind] : [],
    );
    expect(made.sort()).toEqual(Object.keys(dialectKinds).sort());
  });
});
