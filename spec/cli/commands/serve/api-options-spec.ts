import { apiOptions } from '../../../../src/cli/commands/serve/api-options';
import { serveOptions } from '../../../../src/cli/commands/serve/serve-options';
import { resolveOptions } from '../../../../src/cli/options/resolve-options';
import { chatNumberDefaults, resolveChatOptions } from '../../../../src/server/chat-options';

const converted = (commandLine: Record<string, unknown> = {}) =>
  apiOptions(resolveOptions(serveOptions, { commandLine }));

describe('apiOptions', () => {
  it('converts seconds to ms, and leaves other units as they are', () => {
    const given = { stall: '1.5', 'max-line': '2048', rate: '0.5', unix: '/tmp/chat' };
    expect(converted(given)).toMatchObject({ stall: 1500, maxLine: 2048, rate: 0.5, unix: '/tmp/chat' });
  });

  it('leaves out what is not given and has its default in the API', () => {
    for (const name of ['history', 'maxClients', 'host', 'unix', 'data'])
      expect(converted()).not.toHaveProperty(name);
  });

  it('has the defaults of the API where nothing is given', () => {
    const { history, maxClients, ...rest } = chatNumberDefaults();
    expect(converted()).toMatchObject(rest);
    expect(resolveChatOptions(converted())).toMatchObject({ ...rest, history, maxClients });
  });
});
