import { OPERATOR_COMMANDS, USER_COMMANDS } from '../../../src/chat';
import { insertCommand, COMMANDS, suggestCommands } from '../../../src/web-client/input/command-hints';
import { parseInput } from '../../../src/web-client/input/parse-input';
import { MAX_REQUEST_BYTES, byteLengthOfRequest } from '../../../src/web-client/protocol/client-requests';

describe('what is typed', () => {
  it.each([
    ['hi', { type: 'say', text: 'hi' }],
    ['//me', { type: 'say', text: '/me' }],
    ['/me waves', { type: 'act', text: 'waves' }],
    ['/msg bob are you there', { type: 'tell', to: 'bob', text: 'are you there' }],
    ['/nick eve', { type: 'rename', name: 'eve' }],
    ['/join den', { type: 'join', room: 'den' }],
    ['/topic tea', { type: 'topic', text: 'tea' }],
    ['/topic', { type: 'command', line: '/topic' }],
    ['/who', { type: 'who' }],
    ['/quit', { type: 'leave' }],
    ['/quit lunch', { type: 'leave', reason: 'lunch' }],
    ['/ban bob 10m', { type: 'command', line: '/ban bob 10m' }],
    ['/constructor', { type: 'command', line: '/constructor' }],
    ['\u001b[31mred', { type: 'say', text: 'red' }],
    ['\u001b[A/msg bob psst', { type: 'tell', to: 'bob', text: 'psst' }],
    ['  /usr/bin', { type: 'say', text: '  /usr/bin' }],
    ['/op open sesame', { type: 'command', line: '/op open sesame' }],
  ])('%j is a request', (text, request) => {
    expect(parseInput(text)).toEqual([{ kind: 'request', request }]);
  });

  it('is a request for each line that has something in it', () => {
    expect(parseInput('one\n\n  \r\ntwo\u2028three')).toMatchObject([
      { request: { text: 'one' } },
      { request: { text: 'two' } },
      { request: { text: 'three' } },
    ]);
  });

  it.each(['/me', '/msg bob', '/msg'])('%s lacks something', (text) => {
    expect(parseInput(text)).toMatchObject([{ kind: 'refused' }]);
  });

  it.each(['/msg bob my password is\nhunter2', '/msg bob a\n\n//b', '/me nods\n/msg bob a\n/who\nb'])(
    '%j is not sent: its end would be said to everybody',
    (text) => {
      const refused = parseInput(text).filter(({ kind }) => kind === 'refused');
      expect(refused).toMatchObject([
        { why: expect.stringContaining('would be said to everybody') as string },
      ]);
    },
  );

  it.each(['a\n/msg bob b', '/msg bob a\n/msg bob b', '/msg bob a\n/me waves\n/who\n\n'])(
    '%j is sent',
    (text) => {
      expect(parseInput(text).map(({ kind }) => kind)).not.toContain('refused');
    },
  );

  it.each([' /msg bob psst', '\u200b/quit', '\t/OP', '//op x', '/me /op x', '\u001b[A/op x', '／ｏｐ x'])(
    '%j is not sent: it was meant to be a command',
    (text) => {
      expect(parseInput(text)).toMatchObject([
        { kind: 'refused', why: expect.stringMatching(/^Begin with .*, without a space\.$/) as string },
      ]);
    },
  );

  it.each(['/op', '/op  ', '/OP'])('%j asks for the secret', (text) => {
    expect(parseInput(text)).toEqual([{ kind: 'ask-secret' }]);
  });

  it.each(['/op\nsesame', 'hi\n/op'])('%j is not sent: what is behind /op would be the secret', (text) => {
    expect(parseInput(text)).toMatchObject([{ kind: 'refused' }]);
  });

  it('has the bytes that the server takes, and no more', () => {
    const most = MAX_REQUEST_BYTES - byteLengthOfRequest({ type: 'say', text: '' });
    expect(parseInput('x'.repeat(most))).toMatchObject([{ kind: 'request' }]);
    expect(parseInput('x'.repeat(most + 1))).toMatchObject([{ kind: 'refused' }]);
    expect(parseInput('é'.repeat(most / 2 + 1))).toMatchObject([{ kind: 'refused' }]);
    expect(parseInput('"'.repeat(most / 2 + 1))).toMatchObject([{ kind: 'refused' }]);
  });
});

describe('the commands that are offered', () => {
  it('are those of the server, but the one for the name prompt', () => {
    const usages = Object.values({ ...USER_COMMANDS, ...OPERATOR_COMMANDS }).map(({ usage }) => usage);
    const offered = COMMANDS.map(({ usage }) => usage);
    expect(new Set([...offered, '/resume WORD'])).toEqual(
      new Set(['/help [COMMAND]', ...usages.map((usage) => usage.replace('/ignore [NAME]', '/ignore NAME'))]),
    );
  });

  it('begin with what is typed', () => {
    expect(suggestCommands('/M').map(({ name }) => name)).toEqual(['/me', '/msg', '/mute']);
    expect(suggestCommands('/me ')).toEqual([]);
    expect(suggestCommands('me')).toEqual([]);
  });

  it('leave room for what follows', () => {
    expect(suggestCommands('/wh').map(insertCommand)).toEqual(['/who']);
    expect(suggestCommands('/msg').map(insertCommand)).toEqual(['/msg ']);
  });
});
