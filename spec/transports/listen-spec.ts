import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filter, firstValueFrom } from 'rxjs';
import { serve, type ServeOptions, type Server } from '../../src';
import { identity } from '../helpers/certificate';
import { connect } from '../helpers/connect';
import { connectTls } from '../helpers/connect-tls';

const certificates = identity('server');
const host = '127.0.0.1';

describe('serve, on several listeners', () => {
  let folder: string;
  let path: string;
  const servers: Server[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rx-chat-'));
    path = join(folder, 'socket');
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    rmSync(folder, { recursive: true });
  });

  const start = async (options: ServeOptions): Promise<Server> => {
    const server = await serve({ port: 0, host, ...options });
    servers.push(server);
    return server;
  };
  const secure = { ...certificates, port: 0 };
  const schemes = ({ addresses }: Server) => addresses.map(({ url }) => url.replace(/:.*/, ''));

  it('names them in the order plain, tls, unix, and all lead to one room', async () => {
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
  ])('leaves out what it is not given', async (options, expected) => {
    const given = expected.includes('unix') ? { unix: path } : {};
    expect(schemes(await start({ ...options, ...given }))).toEqual(expected);
  });

  it('rejects when there is none', async () => {
    await expect(start({ plain: false })).rejects.toMatchObject({ code: 'RX_CHAT_OPTION' });
  });

  it('rejects when one of them can not listen, and closes the others', async () => {
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

  it('has them on its own host, unless they have a host that is one', async () => {
    const none = { host: undefined } as object;
    const server = await start({ tls: { ...secure, ...none }, http: { port: 0, ...none } });
    expect(server.addresses.map((address) => address.host)).toEqual([host, host, host]);
    const other = await start({ tls: { ...secure, host: '127.0.0.2' } });
    expect(other.addresses.map((address) => address.host)).toEqual([host, '127.0.0.2']);
  });

  it('rejects when the certificates are of no use', async () => {
    await expect(start({ tls: { cert: 'x', key: 'x' } })).rejects.toMatchObject({ code: 'RX_CHAT_TLS' });
  });

  it('logs what its TLS listener tells, among the rest', async () => {
    const server = await start({ tls: secure });
    const message = 'client speaks plain text on a TLS port';
    const told = firstValueFrom(server.log$.pipe(filter((line) => line.message === message)));
    (await connect(server.addresses[1]?.port ?? 0)).send('ann');
    await told;
  });

  it('reloads certificates, if it has any', async () => {
    const server = await start({ tls: secure });
    server.reload(identity('other'));
    expect((await connectTls(server.addresses[1]?.port ?? 0)).server).toBe('other');
    const plain = await start({});
    expect(() => plain.reload(certificates)).toThrow('does not listen for TLS');
  });

  describe.each([
    ['TLS', (ca: string) => ({ tls: { ...secure, ca }, http: { port: 0, tls: certificates } }), 2],
    ['HTTPS', (ca: string) => ({ tls: secure, http: { port: 0, tls: { ...certificates, ca } } }), 1],
  ])('where only %s asks for client certificates', (_, optionsOf, open) => {
    const ca = identity('ca');
    const ann = identity('ann', ca);
    const shown = ({ addresses }: Server) =>
      Promise.all(
        addresses
          .slice(1)
          .map(async ({ port }) => (await connectTls(port, { cert: ann.cert, key: ann.key })).server),
      );

    it('reloads all, and asks no others', async () => {
      const server = await start(optionsOf(ca.cert));
      server.reload({ ...identity('other'), ca: ca.cert });
      expect(await shown(server)).toEqual(['other', 'other']);
      expect((await connectTls(server.addresses[open]?.port ?? 0)).server).toBe('other');
    });

    it.each([
      ['the key is that of another', { ...identity('other'), key: ann.key, ca: ca.cert }],
      ['the ca is missing', identity('other')],
      ['the ca is none', { ...identity('other'), ca: 'none' }],
    ])('reloads none if %s', async (_, unusable) => {
      const server = await start(optionsOf(ca.cert));
      expect(() => server.reload(unusable)).toThrow('certificates');
      expect(await shown(server)).toEqual(['server', 'server']);
    });
  });
});
