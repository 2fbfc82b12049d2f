import dns from 'node:dns';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { filter, firstValueFrom } from 'rxjs';
import { memoryJournal, serve, tcp, type Meter, type ServeOptions, type Server } from '../../../src';
import { identity } from '../../helpers/certificate';
import { connect, type SocketClient } from '../../helpers/connect';
import { connectTls } from '../../helpers/connect-tls';
import { scrape } from '../../helpers/prometheus';
import { scratch } from '../../helpers/scratch';
import { waitUntil } from '../../helpers/wait-until';

const certificates = identity('server');
const host = '127.0.0.1';

/** Connects as soon as somebody listens. */
const connectOnceOpen = (port: number): Promise<SocketClient> =>
  waitUntil(() => connect(port).catch(() => undefined), { description: `port ${port} is open` });

/** The system does not find the address of that name before it is released, with one. */
const holdLookup = (name: string): ((address: string) => void) => {
  let release!: (address: string) => void;
  const found = new Promise<string>((resolve) => (release = resolve));
  const lookup = jest.spyOn(dns, 'lookup').mockImplementation((asked: string, ...rest: unknown[]) => {
    const tell = rest.at(-1) as (error: null, address: string, family: number) => void;
    if (asked === name) void found.then((address) => tell(null, address, 4));
    else tell(null, asked, 4);
  });
  return (address) => {
    lookup.mockRestore();
    release(address);
  };
};

describe('serve with several listeners', () => {
  const { path: pathOf } = scratch();
  let path: string;
  const servers: Server[] = [];
  beforeEach(() => {
    path = pathOf('socket');
  });
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  const start = async (options: ServeOptions): Promise<Server> => {
    const server = await serve({ port: 0, host, ...options });
    servers.push(server);
    return server;
  };
  const secure = { ...certificates, port: 0 };
  const schemes = ({ addresses }: Server) => addresses.map(({ url }) => url.replace(/:.*/, ''));

  it('lists their addresses in the order plain, tls, unix, and connects all of them to one room', async () => {
    const server = await start({ tls: secure, unix: path });
    expect(schemes(server)).toEqual(['tcp', 'tls', 'unix']);
    const [plain, tls] = server.addresses;
    const ann = await connect(plain?.port ?? 0);
    ann.send('ann');
    await ann.line('/resume');
    const bob = await connectTls(tls?.port ?? 0);
    bob.send('bob');
    expect(await bob.line('welcome')).toContain('here are ann');
    expect(await ann.line()).toBe('bob has joined the chat');
  });

  it.each([
    [{ plain: false, tls: secure }, ['tls']],
    [{ plain: false }, ['unix']],
    [{ tls: secure }, ['tcp', 'tls']],
  ])('omits listeners that are not configured', async (options, expected) => {
    const given = expected.includes('unix') ? { unix: path } : {};
    expect(schemes(await start({ ...options, ...given }))).toEqual(expected);
  });

  it.each([
    ['metrics', 'meter', { metrics: { port: 0 }, meter: {} as Meter }],
    ['data', 'journal', { data: '/nowhere', journal: memoryJournal() }],
  ])('rejects both %s and %s together', async (one, other, options) => {
    const message = `${one} and ${other} are both given: leave one of them out`;
    await expect(start(options)).rejects.toMatchObject({ code: 'RX_CHAT_OPTION', message });
  });

  it('rejects when no listener is configured', async () => {
    await expect(start({ plain: false })).rejects.toMatchObject({ code: 'RX_CHAT_OPTION' });
  });

  it('rejects blank values that the command refuses too', async () => {
    for (const [options, message] of [
      [{ unix: '' }, 'unix is blank'],
      [{ data: ' ' }, 'data is blank'],
      [{ host: '' }, 'host is blank'],
      [{ maxLine: NaN }, 'maxLine is NaN'],
      [{ tls: { ...secure, maxHandshakes: -1 } }, 'maxHandshakes is -1'],
      [{ http: { port: 0, host: '' } }, 'host is blank'],
      [{ metrics: { port: 0, host: ' ' } }, 'host is blank'],
    ] as const)
      await expect(start(options)).rejects.toMatchObject({
        code: 'RX_CHAT_OPTION',
        message: expect.stringContaining(message) as string,
      });
  });

  it('rejects listening when it is closed before it listens', async () => {
    const connection$ = tcp({ port: 0, host: 'localhost' });
    connection$.subscribe().unsubscribe();
    await expect(connection$.listening).rejects.toMatchObject({ code: 'RX_CHAT_CLOSED' });
  });

  it('rejects when one listener fails, and closes the others', async () => {
    const other = createServer().listen(0, host);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const free = createServer().listen(0, host);
    await once(free, 'listening');
    const { port: plain } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const failed = start({ port: plain, tls: { ...certificates, port }, unix: path });
    await expect(failed).rejects.toMatchObject({ code: 'RX_CHAT_ADDRESS_IN_USE' });
    await expect(connect(plain)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(existsSync(path)).toBe(false);
    other.close();
  });

  it('binds all listeners to its host, unless they have a host of their own', async () => {
    const none = { host: undefined } as object;
    const server = await start({ tls: { ...secure, ...none }, http: { port: 0, ...none } });
    expect(server.addresses.map((address) => address.host)).toEqual([host, host, host]);
    const other = await start({ tls: { ...secure, host: '127.0.0.2' } });
    expect(other.addresses.map((address) => address.host)).toEqual([host, '127.0.0.2']);
  });

  it('rejects invalid certificates', async () => {
    await expect(start({ tls: { cert: 'x', key: 'x' } })).rejects.toMatchObject({ code: 'RX_CHAT_TLS' });
  });

  it('logs the events of its TLS listener', async () => {
    const server = await start({ tls: secure });
    const message = 'plain text on TLS port';
    const told = firstValueFrom(server.log$.pipe(filter((line) => line.message === message)));
    (await connect(server.addresses[1]?.port ?? 0)).send('ann');
    await told;
  });

  it('logs and counts clients rejected during the start too', async () => {
    const free = createServer().listen(0, host);
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const release = holdLookup('slow.example');
    const starting = serve({
      port: 0,
      host: 'slow.example',
      http: { port, host, tls: certificates },
      metrics: { port: 0 },
    });
    const client = await connectOnceOpen(port);
    client.send('GET / HTTP/1.1');
    await client.seen('this port speaks HTTPS');
    release(host);
    const server = await starting;
    servers.push(server);
    const message = 'plain text on TLS port';
    expect(await firstValueFrom(server.log$)).toMatchObject({ message });
    const { value } = await scrape(server.addresses.at(-1)?.url ?? '');
    expect(value('rx_chat_refused_connections_total', { cause: 'plain-text' })).toBe(1);
  });

  it('reloads certificates if it has any', async () => {
    const server = await start({ tls: secure });
    server.reload(identity('other'));
    expect((await connectTls(server.addresses[1]?.port ?? 0)).server).toBe('other');
    const plain = await start({});
    expect(() => plain.reload(certificates)).toThrow('does not listen for TLS');
  });

  describe.each([
    ['TLS', (ca: string) => ({ tls: { ...secure, ca }, http: { port: 0, tls: certificates } }), 2],
    ['HTTPS', (ca: string) => ({ tls: secure, http: { port: 0, tls: { ...certificates, ca } } }), 1],
  ])('where only %s requires client certificates', (_, optionsOf, open) => {
    const ca = identity('ca');
    const ann = identity('ann', ca);
    const shown = ({ addresses }: Server) =>
      Promise.all(
        addresses
          .slice(1)
          .map(async ({ port }) => (await connectTls(port, { cert: ann.cert, key: ann.key })).server),
      );

    it('reloads all certificates, and requires no others', async () => {
      const server = await start(optionsOf(ca.cert));
      server.reload({ ...identity('other'), ca: ca.cert });
      expect(await shown(server)).toEqual(['other', 'other']);
      expect((await connectTls(server.addresses[open]?.port ?? 0)).server).toBe('other');
    });

    it.each([
      ['the key is that of another', { ...identity('other'), key: ann.key, ca: ca.cert }],
      ['the ca is missing', identity('other')],
      ['the ca is none', { ...identity('other'), ca: 'none' }],
    ])('reloads nothing if %s', async (_, unusable) => {
      const server = await start(optionsOf(ca.cert));
      expect(() => server.reload(unusable)).toThrow('certificates');
      expect(await shown(server)).toEqual(['server', 'server']);
    });
  });
});
