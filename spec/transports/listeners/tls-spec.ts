import { closeReason } from '../../../src/stream/contracts/close-reason';
import { once } from 'node:events';
import { connect } from 'node:net';
import { filter, firstValueFrom, ReplaySubject, type Subscription } from 'rxjs';
import { ChatError } from '../../../src/chat';
import type { Connection, LogRecord } from '../../../src/stream';
import { tls, type TlsOptions } from '../../../src/transports';
import { clientOver } from '../../../src/testing';
import { identity } from '../../helpers/certificate';
import { connectTls } from '../../helpers/connect-tls';
import { watch } from '../../helpers/watch';

const server = identity('server');
const other = identity('other');
const ca = identity('ca');
const PLAIN = '! this port speaks TLS: join with openssl s_client -quiet -connect HOST:PORT';

const subscriptions: Subscription[] = [];
const connections: Connection[] = [];
const clients: { readonly vanish: () => void }[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.vanish();
  for (const connection of connections.splice(0)) connection.destroy(closeReason('quit', 'over'));
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
});

const listen = async (options: Partial<TlsOptions> = {}) => {
  const connection$ = tls({ port: 0, host: '127.0.0.1', cert: server.cert, key: server.key, ...options });
  const met$ = new ReplaySubject<Connection>(1);
  const log$ = new ReplaySubject<LogRecord>(100);
  subscriptions.push(
    connection$.log$.subscribe(log$),
    connection$.subscribe((connection) => {
      connections.push(connection);
      met$.next(connection);
    }),
  );
  const [address] = await connection$.listening;
  const port = address?.port ?? 0;
  const plain = async (localAddress = '127.0.0.1') => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined);
    const client = Object.assign(clientOver(socket), { socket });
    clients.push(client);
    await once(socket, 'connect');
    return client;
  };
  const secure = async (how?: Parameters<typeof connectTls>[1]) => {
    const client = await connectTls(port, how);
    clients.push(client);
    return client;
  };
  const logged = (message: string) => firstValueFrom(log$.pipe(filter((line) => line.message === message)));
  return { connection$, address, port, met: () => firstValueFrom(met$), plain, secure, logged };
};

const errorOf = (work: () => unknown): ChatError => {
  try {
    work();
  } catch (error) {
    if (error instanceof ChatError) return error;
  }
  throw new Error('it throws no ChatError');
};

describe('tls', () => {
  it('reports its address', async () => {
    const { address, port } = await listen();
    expect(address).toEqual({ url: `tls://127.0.0.1:${port}`, host: '127.0.0.1', port });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'carries lines both ways over %s, half-closed too',
    async (version) => {
      const { met, secure } = await listen();
      const client = await secure({ minVersion: version, maxVersion: version });
      const { connection, lines, happened } = watch(await met());
      expect(connection.remote).toBe(`127.0.0.1:${client.raw.localPort ?? 0}`);
      client.write('one\r\ntwo\n');
      client.socket.end();
      await happened('completed FIN');
      expect(lines).toEqual(['one', 'two']);
      connection.write(['answer\n']);
      connection.end(closeReason('quit', 'over'));
      expect(await client.line()).toBe('answer');
      await client.closed;
    },
  );

  it('refuses TLS 1.1, and logs it', async () => {
    const { secure, logged } = await listen();
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(secure(old)).rejects.toThrow();
    expect(await logged('TLS handshake failed')).toMatchObject({
      level: 'warn',
      cause: 'ERR_SSL_UNSUPPORTED_PROTOCOL',
      remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string,
    });
  });

  it('refuses renegotiation', async () => {
    const { met, secure } = await listen();
    const client = await secure({ maxVersion: 'TLSv1.2' });
    const { happened } = watch(await met());
    const error = await new Promise<Error | null>((resolve) => {
      client.socket.once('error', resolve);
      client.socket.renegotiate({}, resolve);
    });
    expect(error).toMatchObject({ code: 'ERR_SSL_NO_RENEGOTIATION' });
    await happened('closed');
  });

  it('reports RST for a client that resets', async () => {
    const { met, secure } = await listen();
    const client = await secure();
    const { happened, said } = watch(await met());
    client.send('hello');
    await said(1);
    client.raw.resetAndDestroy();
    await happened('completed RST');
    await happened('closed');
  });

  describe('with a CA', () => {
    const mutual = () => listen({ ca: ca.cert });

    it('accepts a client with a certificate signed by it', async () => {
      const { met, secure } = await mutual();
      const { cert, key } = identity('ann', ca);
      const client = await secure({ cert, key });
      const { said } = watch(await met());
      client.write('hello\n');
      await said(1);
    });

    it.each([
      ['none', {}, 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'],
      ['one that it did not sign', { cert: other.cert, key: other.key }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ])('refuses a client that has %s', async (_, how, cause) => {
      const { secure, logged } = await mutual();
      const [client] = await Promise.allSettled([secure(how)]);
      if (client.status === 'fulfilled') await client.value.closed;
      const line = await logged('TLS handshake failed');
      expect(line).toMatchObject({ cause, remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string });
      expect(connections).toEqual([]);
    });
  });

  describe('with a client that is no TLS client', () => {
    it.each(['ann\n', 'GET / HTTP/1.1\r\n\r\n', 'SSH-2.0-x\r\n', '\xff\xfd\x03'])(
      'answers %j with one line, and closes',
      async (text) => {
        const { plain, logged } = await listen();
        const client = await plain();
        client.write(Buffer.from(text, 'latin1'));
        await client.closed;
        expect(client.text).toBe(`${PLAIN}\n`);
        await logged('plain text on TLS port');
      },
    );

    it('answers the same to a client that waits for a greeting', async () => {
      const { plain } = await listen({ handshakeTimeout: 50 });
      const client = await plain();
      await client.closed;
      expect(client.text).toBe(`${PLAIN}\n`);
    });

    it('logs nothing for a mere port scan', async () => {
      const { plain, logged } = await listen();
      const looks = await plain();
      looks.end();
      await looks.closed;
      (await plain()).write('x');
      const { remote } = await logged('plain text on TLS port');
      expect(remote).not.toBe(`127.0.0.1:${looks.socket.localPort ?? 0}`);
    });
  });

  describe('limiting handshakes', () => {
    it('closes handshakes that take too long', async () => {
      const { plain, logged } = await listen({ handshakeTimeout: 50 });
      const client = await plain();
      client.write(Buffer.from([0x16, 0x03]));
      await client.closed;
      expect(await logged('TLS handshake failed')).toMatchObject({ cause: 'timeout' });
    });

    it('has no limit on number and time where both are 0', async () => {
      const { met, secure } = await listen({ maxHandshakes: 0, handshakeTimeout: 0 });
      await secure();
      expect((await met()).closeReason).toBeUndefined();
    });

    it('closes the newest handshake of the address with most, when too many are in progress', async () => {
      const { plain, logged } = await listen({ maxHandshakes: 2 });
      const [one, other] = [await plain('127.0.0.2'), await plain('127.0.0.3')];
      const third = await plain('127.0.0.3');
      await third.closed;
      expect(await logged('TLS handshake failed')).toMatchObject({
        cause: 'too many handshakes',
        remote: expect.stringContaining('127.0.0.3') as string,
      });
      expect([one.socket.destroyed, other.socket.destroyed]).toEqual([false, false]);
    });

    it('closes the oldest handshake of an address that has too many in progress', async () => {
      const { met, plain, secure, logged } = await listen({ maxHandshakes: 2 });
      const [oldest, second] = [await plain(), await plain()];
      await secure();
      await met();
      await oldest.closed;
      expect(await logged('TLS handshake failed')).toMatchObject({ cause: 'too many handshakes' });
      // Done, the handshake of the third does not count any more.
      await secure();
      expect(second.socket.destroyed).toBe(false);
    });

    it('closes all handshakes when unsubscribed', async () => {
      const { plain } = await listen();
      const client = await plain();
      client.write(Buffer.from([0x16]));
      subscriptions.splice(0).forEach((subscription) => subscription.unsubscribe());
      await client.closed;
    });
  });

  describe('reload', () => {
    it('presents the new certificate to new clients, and keeps old connections', async () => {
      const { connection$, met, secure } = await listen();
      const first = await secure();
      const { said } = watch(await met());
      connection$.reload({ cert: other.cert, key: other.key });
      expect([first.server, (await secure()).server]).toEqual(['server', 'other']);
      first.write('still here\n');
      await said(1);
    });

    it('keeps the old certificate when the new one is invalid', async () => {
      const { connection$, secure } = await listen();
      const { code } = errorOf(() => connection$.reload({ cert: other.cert, key: server.key }));
      expect(code).toBe('RX_CHAT_TLS');
      expect((await secure()).server).toBe('server');
    });

    it('requires certificates of the new CA from new clients', async () => {
      const { connection$, met, secure } = await listen({ ca: ca.cert });
      const nextCa = identity('ca');
      connection$.reload({ cert: server.cert, key: server.key, ca: nextCa.cert });
      const late = await secure(identity('ann', ca)).catch(() => undefined);
      await late?.closed;
      await secure(identity('bob', nextCa));
      await met();
    });

    it('can neither start nor stop requiring client certificates', async () => {
      const { connection$ } = await listen({ ca: ca.cert });
      expect(errorOf(() => connection$.reload(server)).message).toContain('needs a ca');
      const open = await listen();
      expect(errorOf(() => open.connection$.reload({ ...server, ca: ca.cert })).code).toBe('RX_CHAT_TLS');
    });
  });

  it.each([
    ['a certificate that is none', { cert: 'x', key: server.key }, 'no PEM file'],
    ['a key that is none', { cert: server.cert, key: 'x' }, /no PEM file|form that is not supported/],
    ['a key of another certificate', { cert: server.cert, key: other.key }, 'not that of the certificate'],
    ['a ca without a certificate', { cert: server.cert, key: server.key, ca: 'x' }, 'no PEM file'],
  ])('throws one clear line for %s', (_, certificates, why) => {
    const { code, message } = errorOf(() => tls(certificates));
    expect(code).toBe('RX_CHAT_TLS');
    expect(message).toMatch(/^the TLS certificates can't be used: [^\n]+$/);
    expect(message).toMatch(why);
  });
});
