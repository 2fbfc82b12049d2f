import {
  commandAfterSpace,
  isBareOp,
  mayContainSecret,
  findSecretCommand,
} from '../../../src/chat/text/secret-command';

describe('findSecretCommand', () => {
  it.each([
    ['/op x', 'op'],
    ['/op', 'op'],
    ['/op,x', 'op'],
    ['/resume x', 'resume'],
    ['/re\u0301sume x', 'resume'],
    [' / RESUME x', 'resume'],
    ['\u2215op x', 'op'],
    ['／ｒｅｓｕｍｅ x', 'resume'],
    ['/ｏ\u0301\u200bp x', 'op'],
    ['\u{13430}/op x', 'op'],
    ['\ue000\u0378/o\ue000p x', 'op'],
    ['\x1b[[A/op x', 'op'],
    ['\x1bO2P/op x', 'op'],
  ])('finds in %j: %s', (text, command) => {
    expect(findSecretCommand(text)).toBe(command);
    expect(mayContainSecret(`one\n> ${text}`)).toBe(true);
  });

  it.each(['', 'op x', '/opera is on', '/op1', '/open', '/opé', '/o/p', 'see /op x', '\\op x', '/msg op'])(
    'finds nothing in %j',
    (text) => {
      expect(findSecretCommand(text)).toBeUndefined();
    },
  );

  it.each(['/', ' ', '\u0301', '/\u200b', '\u0345\u0301', '／', '/o\u200b'])(
    'takes linear time in the length of repeated %j',
    (part) => {
      expect(findSecretCommand(`-${part.repeat(300_000)}`)).toBeUndefined();
      expect(findSecretCommand(part.repeat(300_000))).toBeUndefined();
      expect(mayContainSecret(part.repeat(100_000))).toBe(false);
    },
  );
});

describe('isBareOp', () => {
  it.each(['/op', '/OP', ' /op\t', '\x1b[A/op'])('is true for %j', (text) => {
    expect(isBareOp(text)).toBe(true);
  });

  it.each(['/op x', '//op', 'op', '/opera', '/op\u200bx'])('is false for %j', (text) => {
    expect(isBareOp(text)).toBe(false);
  });
});

describe('commandAfterSpace', () => {
  it.each([
    [' /msg bob', 'msg'],
    ['\u200b\u00a0/MSG', 'msg'],
    [' /msg\u3000bob', 'msg'],
    ['\u0301/msg bob', 'msg'],
    ['\u{13430}\ue000\u0378/msg bob', 'msg'],
    ['/msg bob', undefined],
    [' //msg bob', undefined],
    [' /msg/bob', undefined],
    ['a /msg bob', undefined],
  ])('of %j is %s', (text, name) => {
    expect(commandAfterSpace(text)).toBe(name);
  });
});
