import { loadSources } from '../../../src/cli/options/load-sources';
import { readMotd } from '../../../src/cli/commands/serve/option-files';
import { serveOptions } from '../../../src/cli/commands/serve/serve-options';
import { scratch } from '../../helpers/scratch';

describe('files', () => {
  const { path: pathOf, file: write } = scratch();
  const file = (text: string): string => write('file', text);

  describe('a config file', () => {
    const gather = (path: string, environment = {}) =>
      loadSources(serveOptions, { config: path }, environment);

    it('gives its values, with a byte order mark too', async () => {
      expect((await gather(file('\uFEFF{"port": 0, "host": "::1"}'))).config).toEqual({
        port: 0,
        host: '::1',
      });
    });

    it('can be named by the environment', async () => {
      const environment = { RX_CHAT_CONFIG: file('{"rate": 1.5}') };
      expect((await loadSources(serveOptions, {}, environment)).config).toEqual({ rate: 1.5 });
    });

    it.each([
      ['{"prot": 1}', /"prot" is not one of port, host, /],
      ['{"config": "x"}', /"config" is not one of/],
      ['{"__proto__": 1}', /"__proto__" is not one of/],
      ['{"port": "1"}', /"port" is "1", which is not a whole number from 0 to 65535$/],
      ['{"port": null}', /"port" is null, which is not/],
      ['{"port": 65536}', /"port" is 65536, which is not/],
      ['{"host": 1}', /"host" is 1, which is not/],
      ['{"log-level": "loud"}', /"log-level" is "loud", which is not one of trace/],
      ['{"port": 1', /is not JSON: /],
      ['', /is not JSON: /],
      ['[1]', /is not a JSON object/],
      ['null', /is not a JSON object/],
    ])('with %s is refused', async (text, message) => {
      const path = file(text);
      await expect(gather(path)).rejects.toMatchObject({
        message: expect.stringMatching(message) as string,
        status: 2,
      });
      await expect(gather(path)).rejects.toThrow(`config file ${path}`);
    });

    it.each([
      ['nothing', 'no such file or folder'],
      ['.', 'it is a folder'],
    ])('that is %s is told', async (name, reason) => {
      const path = pathOf(name);
      const message = `config file ${path} can't be read: ${reason}; name a readable JSON file`;
      await expect(gather(path)).rejects.toMatchObject({ message, status: 1 });
    });
  });

  describe('a motd', () => {
    it.each([
      ['Hello!\n', 'Hello!'],
      ['two\nlines\n\n', 'two\nlines\n'],
      ['dos\r\n', 'dos'],
      ['', ''],
    ])('%j greets with %j', async (text, greeting) => {
      expect(await readMotd(file(text))).toBe(greeting);
    });

    it('has a bound', async () => {
      expect(await readMotd(file('x'.repeat(65_536)))).toHaveLength(65_536);
      await expect(readMotd(file('x'.repeat(65_537)))).rejects.toMatchObject({
        code: 'RX_CHAT_MOTD',
        message: expect.stringContaining('it is longer than 65536 bytes') as string,
      });
    });
  });
});
