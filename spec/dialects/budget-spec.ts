import type { Command } from '../../src/chat';
import { budgetDialect } from '../../src/dialects';
import { nameOf } from '../helpers/apply-commands';
import { AT, facts, table, type Told } from './example-events';

const dialect = budgetDialect();

const LETTERS = 'a name must have 1 to 32 letters and digits';

const refuse = (text: string, code: 'bad-name' | 'too-long' = 'bad-name'): Command => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});
const enter = (name: string): Command => ({ kind: 'enter', name: nameOf(name), room: nameOf('lobby') });

const hundred = Array.from({ length: 100 }, (_, n) => `n${n + 1}`);

const told: Told = {
  said: '[ann] hi\n',
  acted: '[ann] * ann waves\n',
  told: '* ann -> bob: psst\n',
  joined: '* ann has entered the room\n',
  left: '* ann has left the room\n',
  leftWhy: '* ann has left the room\n',
  leftBy: '* ann has left the room\n',
  renamed: '* ann is now known as eve\n',
  topic: '* ann set the topic: cats\n',
  topicIs: '* the topic of lobby: cats\n',
  noTopic: '* lobby has no topic\n',
  deleted: '',
  entered: '* The room contains: \n',
  enteredWithWord: '* The room contains: \n',
  enteredWithTwo: '* The room contains: bob, cid\n',
  enteredWith20: `* The room contains: ${hundred.slice(0, 20).join(', ')}\n`,
  enteredWith25: `* The room contains: ${hundred.slice(0, 25).join(', ')}\n`,
  enteredWith120: `* The room contains: ${hundred.join(', ')}, and 20 more\n`,
  members: '* 2 in lobby: ann (1m 5s), bob (3s, 192.0.2.1:99)\n',
  rooms: '* lobby: 2 here\n* den: 0 here; the topic is: cats\n',
  noRooms: '* there are no rooms\n',
  history: '',
  noHistory: '* there is no history of lobby\n',
  skippedOne: '* 1 line skipped: you were reading too slowly\n',
  skipped: '* 1234 lines skipped: you were reading too slowly\n',
  skippedTold: '* 1 private message skipped: you were reading too slowly\n',
  skippedTolds: '* 2 private messages skipped: you were reading too slowly\n',
  granted: '* you are an operator\n',
  grant: '* ann is an operator now\n',
  announce: '* eve spoke as the server\n',
  kick: '* eve kicked ann\n',
  kickWhy: '* eve kicked ann: noise\n',
  ban: '* eve banned ann\n',
  banFor: '* eve banned 192.0.2.1 for 2h\n',
  unban: '* eve unbanned ann\n',
  mute: '* eve muted ann\n',
  muteFor: '* eve muted ann for 1m 30s\n',
  unmute: '* eve unmuted ann\n',
  deleteOne: '* eve deleted 1 message of ann\n',
  deleteMany: '* eve deleted 3 messages of ann\n',
  deleteSeq: '* eve deleted message 7\n',
  bans: '* banned: ann, 192.0.2.1 (for another 1m), bob (for another 1s)\n',
  mutes: '* muted: ann\n',
  noBans: '* nobody is banned\n',
  noMutes: '* nobody is muted\n',
  announced: '* maintenance at noon\n',
  answered: '* one\n* two\n',
  answeredNothing: '',
  refused: '* no\n',
  tooManyTries: '',
};

describe('budgetDialect', () => {
  it('asks for a name in a line, and for no password', () => {
    expect(dialect.greeting).toBe('Welcome to budgetchat! What shall I call you?\n');
    expect([
      dialect.passwordExempt,
      dialect.prompt('password'),
      dialect.prompt('name'),
      dialect.prompt('entered'),
    ]).toEqual([true, '', '', '']);
  });

  it('allows one attempt at a name', () => {
    expect(dialect.maxNameAttempts).toBe(1);
  });

  it.each<[string, Command]>([
    ['ann', enter('ann')],
    ['A1', enter('A1')],
    ['7', enter('7')],
    ['x'.repeat(32), enter('x'.repeat(32))],
    ['x'.repeat(33), refuse(LETTERS)],
    ['', refuse(LETTERS)],
    [' ann', refuse(LETTERS)],
    ['ann ', refuse(LETTERS)],
    ['an_n', refuse(LETTERS)],
    ['Zoë', refuse(LETTERS)],
    ['an\nn', refuse(LETTERS)],
    ['root', refuse('that name is reserved')],
  ])('accepts or refuses the name %j with a reason', (line, command) => {
    expect(dialect.read('name', line)).toEqual(command);
  });

  it.each<[string, Command | undefined]>([
    ['hi', { kind: 'say', text: 'hi' }],
    [' hi ', { kind: 'say', text: ' hi ' }],
    ['/quit', { kind: 'say', text: '/quit' }],
    ['//', { kind: 'say', text: '//' }],
    ['x'.repeat(1000), { kind: 'say', text: 'x'.repeat(1000) }],
    ['\u001b[2Jred\u0000', { kind: 'say', text: 'red' }],
    ['', undefined],
    [' \u200b', undefined],
  ])('has no commands: it says the text %j, or nothing', (line, command) => {
    expect(dialect.read('entered', line)).toEqual(command);
  });

  it.each(['name', 'entered'] as const)('refuses a line that is too long at the stage %s', (stage) => {
    expect(dialect.read(stage, { kind: 'too-long', max: 4096 })).toEqual(
      refuse('line too long: 4096 bytes at most', 'too-long'),
    );
  });

  it.each(table(told))('writes %s', (_, fact, text) => {
    expect(dialect.write(fact, AT)).toBe(text);
  });

  it('writes how many more members the room has than it can name', () => {
    const fact = { ...facts.entered, others: { names: ['bob'], count: 3 } };
    expect(dialect.write(fact, AT)).toBe('* The room contains: bob, and 2 more\n');
  });

  it('starts no server line with a name in brackets', () => {
    const spoken = ['said', 'acted'];
    const others = Object.values(facts).filter(({ kind }) => !spoken.includes(kind));
    expect(others.map((fact) => dialect.write(fact, AT)).filter((text) => /^\[/m.test(text))).toEqual([]);
  });

  it('writes no history, and no echo to an author', () => {
    expect([dialect.inlinesHistory, dialect.writeOwn(facts.said, AT), 'around' in dialect]).toEqual([
      true,
      '',
      false,
    ]);
  });
});
