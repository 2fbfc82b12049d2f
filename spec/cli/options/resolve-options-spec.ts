import { serveOptions } from '../../../src/cli/commands/serve/serve-options';
import { resolveOptions, unknownVariables, variableOf } from '../../../src/cli/options/resolve-options';

const settled = (
  commandLine: Record<string, unknown> = {},
  environment: Record<string, string> = {},
  config: Record<string, unknown> = {},
) => resolveOptions(serveOptions, { commandLine, environment, config });

describe('settle', () => {
  it('has the documented defaults', () => {
    expect(settled()).toEqual({
      port: 8989,
      host: undefined,
      http: undefined,
      origin: [],
      'host-name': [],
      'trust-proxy': false,
      'tls-cert': undefined,
      'tls-key': undefined,
      'tls-port': undefined,
      'tls-ca': undefined,
      unix: undefined,
      'no-plain': false,
      'password-file': undefined,
      'op-file': undefined,
      dialect: 'chat',
      listen: [],
      history: undefined,
      data: undefined,
      keep: { messages: 1_000_000, bytes: 4_000_000_000 },
      'accept-clock': false,
      motd: undefined,
      'name-timeout': 60,
      'max-line': 4096,
      'max-clients': undefined,
      'max-rooms': 1000,
      'max-per-address': 256,
      'max-unnamed': 1024,
      'max-answers': 65_536,
      'answers-total': 67_108_864,
      rate: 20,
      burst: 100,
      'join-rate': 10,
      idle: 0,
      tape: 4_194_304,
      'tape-total': 268_435_456,
      stall: 30,
      'stall-timeout': 60,
      'log-level': 'info',
      'log-file': undefined,
      config: undefined,
    });
  });

  it('asks the command line, then the environment, then the config file', () => {
    const [line, variable, file] = [{ rate: '1' }, { RX_CHAT_RATE: '2' }, { rate: 3 }];
    expect(settled(line, variable, file).rate).toBe(1);
    expect(settled({}, variable, file).rate).toBe(2);
    expect(settled({}, {}, file).rate).toBe(3);
  });

  it('gathers an option that is a list, from whichever source', () => {
    const [one, two] = ['tcp://127.0.0.1:1?dialect=json', 'tcp://[::1]:2'];
    const both = [
      { host: '127.0.0.1', port: 1, dialect: 'json' },
      { host: '::1', port: 2 },
    ];
    expect(settled({ listen: [one, two] }).listen).toEqual(both);
    expect(settled({ listen: one }).listen).toEqual(both.slice(0, 1));
    expect(settled({}, { RX_CHAT_LISTEN: `${one} ${two}` }).listen).toEqual(both);
    expect(settled({}, {}, { listen: [one, two] }).listen).toEqual(both);
    expect(settled({}, {}, { listen: two }).listen).toEqual(both.slice(1));
    expect(() => settled({ listen: [one, 'tcp://x'] })).toThrow(
      '--listen "tcp://127.0.0.1:1?dialect=json tcp://x" is not tcp://HOST:PORT or tcp://HOST:PORT?dialect=NAME',
    );
  });

  it('does not look at a value that another source overrides', () => {
    expect(settled({ rate: '1' }, { RX_CHAT_RATE: 'x' }).rate).toBe(1);
  });

  it.each([
    ['port', '0', 0],
    ['port', '65535', 65_535],
    ['history', '0', 0],
    ['name-timeout', '0.5', 0.5],
    ['rate', '2.25', 2.25],
    ['log-level', 'silent', 'silent'],
    ['host', '::1', '::1'],
    ['no-plain', 'true', true],
    ['no-plain', '0', false],
    ['tls-port', '0', 0],
  ])('takes --%s %s', (name, text, value) => {
    expect(settled({ [name]: text })).toMatchObject({ [name]: value });
  });

  const range = 'a whole number from 0 to 65535';
  it.each([
    ['port', 'abc', `--port "abc" is not ${range}`],
    ['port', '65536', `--port "65536" is not ${range}`],
    ['port', '-1', `--port "-1" is not ${range}`],
    ['port', '1.5', `--port "1.5" is not ${range}`],
    ['port', '0x10', `--port "0x10" is not ${range}`],
    ['port', '1e3', `--port "1e3" is not ${range}`],
    ['port', ' 1', `--port " 1" is not ${range}`],
    ['port', 'NaN', `--port "NaN" is not ${range}`],
    ['port', '', `--port needs a value: ${range}`],
    ['port', ['1', '1'], '--port is given 2 times: once is enough'],
    ['name-timeout', '86401', '--name-timeout "86401" is not a number from 0 to 86400'],
    ['rate', 'Infinity', '--rate "Infinity" is not a number from 0 to 1000000'],
    ['max-line', '1048577', '--max-line "1048577" is not a whole number from 0 to 1048576'],
    ['host', ' ', '--host " " is not a text that is not blank'],
    ['motd', '', '--motd needs a value: a text that is not blank'],
    ['log-level', 'INFO', '--log-level "INFO" is not one of trace, debug, info, warn, error, fatal, silent'],
    ['config', ['a', 'b'], '--config is given 2 times: once is enough'],
  ])('refuses --%s %j', (name, text, message) => {
    expect(() => settled({ [name]: text })).toThrow(expect.objectContaining({ message, status: 2 }) as Error);
  });

  it('names the variable of a bad value', () => {
    const message = 'RX_CHAT_MAX_CLIENTS "many" is not a whole number from 0 to 1000000';
    expect(() => settled({}, { RX_CHAT_MAX_CLIENTS: 'many' })).toThrow(message);
    expect(() => settled({}, { RX_CHAT_PORT: '' })).toThrow('RX_CHAT_PORT needs a value');
  });

  it('knows which variables are options', () => {
    expect(variableOf('max-per-address')).toBe('RX_CHAT_MAX_PER_ADDRESS');
    const environment = { RX_CHAT_PORT: '1', RX_CHAT_PROT: '1', PATH: '/' };
    expect(unknownVariables(serveOptions, environment)).toEqual(['RX_CHAT_PROT']);
  });
});
