import { ChatError } from '../../../src/chat';
import { CommandError, UsageError } from '../../../src/cli/errors/command-error';
import { formatFailure } from '../../../src/cli/errors/format-failure';

describe('failureOf', () => {
  it.each([
    ['a usage error', new UsageError('no'), 2],
    ['a wrong request', new CommandError('no', 2), 2],
    ['what could not be done', new CommandError('no'), 1],
    ['an error of the chat', new ChatError('RX_CHAT_LISTEN', 'no'), 1],
    ['a mistake of ours', new TypeError('no'), 1],
    ['what is no error', 'no', 1],
  ])('of %s', (_, error, status) => {
    const text = expect.stringMatching(/^rx-chat: no\n/) as string;
    expect(formatFailure(error, 'serve')).toMatchObject({ status, text });
  });

  it('is one line, and the usage for a mistake in it', () => {
    expect(formatFailure(new CommandError('a\n  b'), 'serve').text).toBe('rx-chat: a b\n');
    expect(formatFailure(new UsageError('no'), 'echo').text).toMatch(
      /^rx-chat: no\nusage: rx-chat echo \[port\].*\n$/,
    );
    expect(formatFailure(new UsageError('no'), undefined).text).toMatch(
      /rx-chat serve \[port\][^]*rx-chat echo \[port\]/,
    );
  });
});
