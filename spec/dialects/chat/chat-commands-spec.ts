import type { Command, ErrorReplyCode, BanTarget } from '../../../src/chat';
import { chatDialect } from '../../../src/dialects';
import type { Credential } from '../../../src/stream';
import { nameOf } from '../../helpers/apply-commands';

const dialect = chatDialect();
const read = (line: string): Command | Credential | undefined => dialect.read('entered', line);

const ESC = '\u001b';

const answer = (...lines: readonly string[]): Command => ({
  kind: 'reply',
  fact: { kind: 'answered', lines },
});
const refuse = (text: string, code: ErrorReplyCode = 'not-understood'): Command => ({
  kind: 'reply',
  fact: { kind: 'refused', code, text },
});
const badName = (text: string): Command => refuse(text, 'bad-name');
const unknown = (name: string, hint = ''): Command =>
  refuse(`unknown command /${name}: /help lists them${hint && `; did you mean /${hint}?`}`);

const eve = nameOf('eve');
const named = (name: string): BanTarget => ({ kind: 'name', name: nameOf(name) });
const from = (address: string): BanTarget => ({ kind: 'address', address });
const SECOND = 1000;
const DURATION = 'a duration is like 30s, 10m, 2h or 7d, at most ten years';
const missing = (usage: string): Command => refuse(`a name is missing: ${usage}`);

describe('readChatCommand', () => {
  it.each<[string, Command | Credential]>([
    ['/me waves', { kind: 'act', text: 'waves' }],
    ['/me  waves  twice ', { kind: 'act', text: 'waves  twice ' }],
    [`/me ${ESC}[5mwaves`, { kind: 'act', text: 'waves' }],
    ['/me', refuse('the text is missing: /me TEXT')],
    ['/me \u200b', refuse('the text is missing: /me TEXT')],
    ['/msg eve psst', { kind: 'tell', to: eve, text: 'psst' }],
    ['/msg  eve  psst  you', { kind: 'tell', to: eve, text: 'psst  you' }],
    ['/msg\teve\tpsst', { kind: 'tell', to: eve, text: 'psst' }],
    [`/msg eve ${ESC}[2Jpsst`, { kind: 'tell', to: eve, text: 'psst' }],
    ['/msg', refuse('the name or the text is missing: /msg NAME TEXT')],
    ['/msg eve', refuse('the name or the text is missing: /msg NAME TEXT')],
    ['/msg eve \u200b', refuse('the name or the text is missing: /msg NAME TEXT')],
    ['/msg e/e psst', badName('a name may have only letters, digits, _ . and -')],
    ['/msg server psst', badName('that name is reserved')],
    ['/nick eve', { kind: 'rename', name: eve }],
    ['/nick  Zoë ', { kind: 'rename', name: nameOf('Zoë') }],
    ['/nick', missing('/nick NAME')],
    ['/nick  ', missing('/nick NAME')],
    ['/nick root', badName('that name is reserved')],
    ['/nick eve ann', badName('a name may have only letters, digits, _ . and -')],
    ['/ignore eve', { kind: 'ignore', name: eve }],
    ['/ignore', { kind: 'ignore' }],
    ['/ignore  ', { kind: 'ignore' }],
    ['/ignore .', badName('a name must begin with a letter or a digit')],
    ['/join den', { kind: 'join', room: nameOf('den') }],
    ['/join', missing('/join ROOM')],
    ['/join the den', badName('a name may have only letters, digits, _ . and -')],
    ['/join all', badName('that name is reserved')],
    ['/topic', { kind: 'ask-topic' }],
    ['/topic \u200b', { kind: 'ask-topic' }],
    ['/topic  cats & dogs ', { kind: 'topic', text: 'cats & dogs' }],
    [`/topic ${ESC}[2Jcats`, { kind: 'topic', text: 'cats' }],
    [`/topic ${'😀'.repeat(200)}`, { kind: 'topic', text: '😀'.repeat(200) }],
    [`/topic ${'x'.repeat(201)}`, refuse('a topic may have at most 200 characters')],
    ['/history', { kind: 'history', limit: 20 }],
    ['/history 5', { kind: 'history', limit: 5 }],
    ['/history  9999999 ', { kind: 'history', limit: 9_999_999 }],
    ['/history 0', refuse('N must be a whole number from 1 to 9999999: /history [N]')],
    ['/history -1', refuse('N must be a whole number from 1 to 9999999: /history [N]')],
    ['/history 1.5', refuse('N must be a whole number from 1 to 9999999: /history [N]')],
    ['/history 1e3', refuse('N must be a whole number from 1 to 9999999: /history [N]')],
    ['/history 10000000', refuse('N must be a whole number from 1 to 9999999: /history [N]')],
    ['/history all', refuse('N must be a whole number from 1 to 9999999: /history [N]')],
    ['/who', { kind: 'who' }],
    ['/who is it', { kind: 'who' }],
    ['/rooms', { kind: 'rooms' }],
    ['/quit', { kind: 'leave' }],
    ['/quit  ', { kind: 'leave' }],
    ['/quit \u200b', { kind: 'leave' }],
    ['/quit see you ', { kind: 'leave', reason: 'see you' }],
    [`/quit ${ESC}[2Jbye`, { kind: 'leave', reason: 'bye' }],
    ['/op s3cret', { kind: 'operator-secret', secret: 's3cret' }],
    ['/op  two words ', { kind: 'operator-secret', secret: 'two words' }],
    ['/op', { kind: 'operator-secret' }],
    ['/op  ', { kind: 'operator-secret' }],
    ['/o\0p s3cret', { kind: 'operator-secret', secret: 's3cret' }],
  ])('reads %j as a command for everybody', (line, command) => {
    expect(read(line)).toEqual(command);
  });

  it.each<[string, Command]>([
    ['/say hi ', { kind: 'announce', text: 'hi ' }],
    [`/say ${ESC}[2Jhi`, { kind: 'announce', text: 'hi' }],
    ['/say', refuse('the text is missing: /say TEXT')],
    ['/say \u200b', refuse('the text is missing: /say TEXT')],
    ['/kick eve', { kind: 'kick', name: eve }],
    ['/kick eve ', { kind: 'kick', name: eve }],
    ['/kick eve \u200b', { kind: 'kick', name: eve }],
    [`/kick eve  too ${ESC}[2Jloud `, { kind: 'kick', name: eve, reason: 'too loud' }],
    ['/kick', missing('/kick NAME [REASON]')],
    ['/kick e?', badName('a name may have only letters, digits, _ . and -')],
    ['/ban', { kind: 'sanctions', of: 'bans' }],
    ['/ban  ', { kind: 'sanctions', of: 'bans' }],
    ['/ban eve', { kind: 'ban', whom: named('eve') }],
    ['/ban eve 30s', { kind: 'ban', whom: named('eve'), ms: 30 * SECOND }],
    ['/ban eve  10m ', { kind: 'ban', whom: named('eve'), ms: 600 * SECOND }],
    ['/ban eve 2h', { kind: 'ban', whom: named('eve'), ms: 7200 * SECOND }],
    ['/ban eve 7d', { kind: 'ban', whom: named('eve'), ms: 7 * 86_400 * SECOND }],
    ['/ban eve 3650d', { kind: 'ban', whom: named('eve'), ms: 3650 * 86_400 * SECOND }],
    ['/ban eve 3651d', refuse(DURATION)],
    ['/ban eve 0s', refuse(DURATION)],
    ['/ban eve 10', refuse(DURATION)],
    ['/ban eve 10M', refuse(DURATION)],
    ['/ban eve 10m for noise', refuse(DURATION)],
    ['/ban 192.0.2.1', { kind: 'ban', whom: from('192.0.2.1') }],
    ['/ban ::ffff:192.0.2.1', { kind: 'ban', whom: from('192.0.2.1') }],
    ['/ban 192.0.2.1 1h', { kind: 'ban', whom: from('192.0.2.1'), ms: 3600 * SECOND }],
    ['/ban 192.0.2.256', { kind: 'ban', whom: named('192.0.2.256') }],
    ['/ban [2001:db8::1]', { kind: 'ban', whom: from('2001:db8:0:0::/64') }],
    ['/ban 2001:db8:0:0::/64', { kind: 'ban', whom: from('2001:db8:0:0::/64') }],
    ['/ban 2001:db8:::1', badName('a name may have only letters, digits, _ . and -')],
    ['/ban e?', badName('a name may have only letters, digits, _ . and -')],
    ['/unban eve', { kind: 'unban', whom: named('eve') }],
    ['/unban  192.0.2.1 ', { kind: 'unban', whom: from('192.0.2.1') }],
    ['/unban', missing('/unban NAME|ADDRESS')],
    ['/unban e?', badName('a name may have only letters, digits, _ . and -')],
    ['/mute', { kind: 'sanctions', of: 'mutes' }],
    ['/mute eve', { kind: 'mute', name: eve }],
    ['/mute eve 10m', { kind: 'mute', name: eve, ms: 600 * SECOND }],
    ['/mute eve soon', refuse(DURATION)],
    ['/mute e?', badName('a name may have only letters, digits, _ . and -')],
    ['/unmute eve', { kind: 'unmute', name: eve }],
    ['/unmute', missing('/unmute NAME')],
    ['/delete 7', { kind: 'delete', target: 7 }],
    ['/delete 999999999999999', { kind: 'delete', target: 999_999_999_999_999 }],
    ['/delete 1000000000000000', { kind: 'delete', target: nameOf('1000000000000000') }],
    ['/delete eve', { kind: 'delete', target: eve }],
    ['/delete', missing('/delete NAME|SEQ')],
    ['/delete -7', badName('a name must begin with a letter or a digit')],
  ])('reads %j as a command for operators', (line, command) => {
    expect(read(line)).toEqual(command);
  });

  it.each<[string, Command]>([
    ['/wibble bar', unknown('wibble')],
    ['/', unknown('')],
    ['/constructor', unknown('constructor')],
    [`/wib${ESC}[2Jble`, unknown('wibble')],
    ['/WHO', unknown('WHO', 'who')],
    ['/nikc eve', unknown('nikc', 'nick')],
    ['/hlep', unknown('hlep', 'help')],
    ['/histroy', unknown('histroy', 'history')],
    ['/bann eve', unknown('bann', 'ban')],
    ['/foo', unknown('foo')],
    ['/muet eve', unknown('muet', 'mute')],
    ['/help hepl', unknown('hepl', 'help')],
    ['/help wibble', unknown('wibble')],
    ['/help nikc', unknown('nikc', 'nick')],
    [`/help ${ESC}[2Jwibble`, unknown('wibble')],
    [`/${'x'.repeat(40)}`, unknown('x'.repeat(40))],
  ])('refuses %j as unknown, with a suggestion', (line, command) => {
    expect(read(line)).toEqual(command);
  });

  const everybody = [
    '/help [COMMAND]: list the commands, or explain one',
    '/who: list who is in this room, and for how long',
    '/nick NAME: change your name',
    '/me TEXT: describe what you do',
    '/msg NAME TEXT: send a private message to one user, in any room',
    '/ignore NAME: hide the messages of a user, or show them again',
    '/rooms: list the rooms',
    '/join ROOM: move to another room, or create one',
    '/topic [TEXT]: show the topic of this room, or set it',
    '/history [N]: show the last 20 messages, or the last N',
    '/resume WORD: at the name prompt: resume your session, and show what you missed',
    '/quit [REASON]: leave the chat',
    '/op [SECRET]: become an operator; without SECRET the server asks for it',
  ];
  const operators = [
    '/say TEXT: send a text to everybody as the server',
    '/kick NAME [REASON]: disconnect a user, who may come back',
    '/ban NAME|ADDRESS [DURATION]: ban a name or an address, for 30s, 10m, 2h, 7d or permanently; alone it lists the bans',
    '/unban NAME|ADDRESS: lift a ban',
    '/mute NAME [DURATION]: block the messages of a user; alone it lists the muted users',
    '/unmute NAME: allow the messages of a user again',
    '/delete NAME|SEQ: delete the messages of NAME, or the one with that number, from the history',
  ];

  it.each(['/help', '/help  ', '/help /'])('lists the commands for everybody at %j', (line) => {
    expect(read(line)).toEqual(
      answer(
        ...everybody,
        '//TEXT: send a message that begins with /',
        'operators can also use /say /kick /ban /unban /mute /unmute /delete: /help COMMAND explains one',
      ),
    );
  });

  it.each([...everybody, ...operators])('describes one command, with or without a slash: %s', (line) => {
    const [, name = ''] = /^\/(\w+)/.exec(line) ?? [];
    expect([read(`/help ${name}`), read(`/help /${name} `)]).toEqual([answer(line), answer(line)]);
  });
});
