import type { ServeOptions } from '../../../server/serve';
import { checkListeners, readCertificates } from './certificates';
import { clientLimit, handshakeLimit, openFileLimit } from './file-descriptor-limit';
import type { Address } from '../../../stream';
import type { Certificates } from '../../../transports';
import { loadSources } from '../../options/load-sources';
import type { HostPort } from '../../options/host-port';
import type { CliLogger } from '../../runtime/logger';
import { readMotd, readPassword } from './option-files';
import { warnOfPermissions } from '../../io/warn-of-permissions';
import { apiOptions } from './api-options';
import { commonOptions, serveOptions, type ServeValues } from './serve-options';
import { apiDefault } from '../../../server/option-row';
import { chatNumberRows } from '../../../server/option-table';
import { serverCommand } from '../../runtime/server-command';
import { watchPath } from '../../runtime/watch-path';

/** The page is behind TLS if anything is. */
const webOptions = (
  values: ServeValues,
  where: HostPort,
  certificates: Certificates | undefined,
  files: number,
): NonNullable<ServeOptions['http']> => ({
  ...where,
  origins: values.origin,
  trustProxy: values['trust-proxy'],
  hostNames: values['host-name'],
  maxRequests: handshakeLimit(files),
  ...(certificates && { tls: { ...certificates, maxHandshakes: handshakeLimit(files) } }),
});

const listenersOf = async (values: ServeValues, log: CliLogger, files: number): Promise<ServeOptions> => {
  checkListeners(values);
  const certificates = await readCertificates(values, log);
  const { 'tls-port': port, http, metrics } = values;
  return {
    plain: !values['no-plain'],
    ...(certificates && {
      tls: { ...certificates, maxHandshakes: handshakeLimit(files), ...(port !== undefined && { port }) },
    }),
    ...(http && { http: webOptions(values, http, certificates, files) }),
    ...(metrics && { metrics: { ...metrics, hostNames: values['host-name'] } }),
  };
};

/** How many sockets the listeners may have that are no clients: handshakes of TLS, requests, handshakes of HTTPS. */
const reservedDescriptors = ({ 'tls-cert': cert, http }: ServeValues, files: number): number => {
  const kinds = [cert, http, cert && http].filter((kind) => kind !== undefined);
  return kinds.length * handshakeLimit(files);
};

const capToOpenFiles = (
  values: ServeValues,
  wanted: number,
  openFiles: number,
  { event }: CliLogger,
): number => {
  const maxClients = clientLimit(wanted, openFiles, reservedDescriptors(values, openFiles));
  if (maxClients !== wanted) event('max-clients-lowered', { openFiles, maxClients });
  return maxClients;
};

/** Warns of a listener without a password beside those with one. */
const warnPasswordExempt = ({ dialect, listen }: ServeValues, { event }: CliLogger): void => {
  if ([dialect, ...listen.map((listener) => listener.dialect)].includes('budget')) event('password-ignored');
};

const secretsOf = async (values: ServeValues, log: CliLogger): Promise<ServeOptions> => {
  const { 'password-file': password, 'op-file': secret } = values;
  if (password !== undefined) warnPasswordExempt(values, log);
  return {
    ...(password !== undefined && { password: await readPassword('--password-file', password, log) }),
    ...(secret !== undefined && { operatorSecret: await readPassword('--op-file', secret, log) }),
  };
};

const toServeOptions = async (values: ServeValues, log: CliLogger): Promise<ServeOptions> => {
  const { motd, dialect } = values;
  const files = await openFileLimit();
  const maxClients = values['max-clients'] ?? apiDefault(chatNumberRows['max-clients'], dialect);
  return {
    ...apiOptions(values),
    ...(await listenersOf(values, log, files)),
    ...(await secretsOf(values, log)),
    ...(motd !== undefined && { greeting: await readMotd(motd) }),
    maxClients: capToOpenFiles(values, maxClients, files, log),
  };
};

/** The first line that the school assignment requires. */
const netcatPreface = ({ dialect }: ServeValues, [main]: readonly Address[]): string =>
  dialect === 'netcat' && main && main.port > 0 ? `Listening on the port :${main.port}\n` : '';

/** Says what others may read, and when people can't come in by the socket any more. Resolves with what ends that. */
const watchPaths = async ({ data, unix }: ServeValues, { event }: CliLogger): Promise<() => void> => {
  if (data !== undefined) await warnOfPermissions(data, 'what is kept in --data', event);
  if (unix === undefined) return () => undefined;
  return watchPath(unix, () => event('unix-socket-moved', { file: unix }));
};

/** `rx-chat serve`: the chat server. */
export const serve = serverCommand({
  name: 'serve',
  describe: 'Starts a chat server. To join: nc HOST PORT',
  example: 'rx-chat serve 8989 --motd welcome.txt --max-clients 500',
  notes: ['Each option is also a variable (RX_CHAT_MAX_LINE=2048) and a config key.'],
  options: serveOptions,
  common: commonOptions,
  gather: loadSources,
  start: async (values, log) => {
    const { serve: startServer } = await import('../../../server/serve.js');
    const { attachTerminal } = await import('./terminal-console.js');
    const { addresses, log$, chat, ...server } = await startServer(await toServeOptions(values, log));
    const console = attachTerminal(chat, log);
    const leavePaths = await watchPaths(values, log);
    const reload = async () => {
      const certificates = await readCertificates(values, log);
      if (certificates) server.reload(certificates);
    };
    const close = () => {
      leavePaths();
      console?.unsubscribe();
      return server.close();
    };
    const hints = console ? ['this terminal is the operator console: /help lists its commands'] : [];
    return {
      addresses,
      log$,
      close,
      failed: chat.failed,
      ...(values['tls-cert'] !== undefined && { reload }),
      hints,
      preface: netcatPreface(values, addresses),
    };
  },
});
