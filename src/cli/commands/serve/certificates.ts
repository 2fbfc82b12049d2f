import type { Certificates } from '../../../transports';
import { UsageError } from '../../errors/command-error';
import type { CliLogger } from '../../runtime/logger';
import { readOptionFile, readSecretFile } from './option-files';
import type { ServeValues } from './serve-options';

/** Throws a `UsageError` if the options of TLS don't go together, or leave nowhere to listen. */
export const checkListeners = (values: ServeValues): void => {
  const lacks = (what: string, needs: string) => new UsageError(`--${what} needs --${needs}`);
  const { 'tls-cert': cert, 'tls-key': key } = values;
  if (cert !== undefined && key === undefined) throw lacks('tls-cert', 'tls-key');
  for (const name of ['tls-key', 'tls-port', 'tls-ca'] as const)
    if (values[name] !== undefined && cert === undefined) throw lacks(name, 'tls-cert');
  if (values.http === undefined && values.origin.length > 0) throw lacks('origin', 'http');
  if (values.http === undefined && values['trust-proxy']) throw lacks('trust-proxy', 'http');
  if (values.http === undefined && values.metrics === undefined && values['host-name'].length > 0)
    throw new UsageError('--host-name needs --http or --metrics');
  const elsewhere = [cert, values.unix, values.http, ...values.listen].some((where) => where !== undefined);
  if (values['no-plain'] && !elsewhere)
    throw new UsageError(
      '--no-plain leaves nowhere to listen: give --tls-cert and --tls-key, --unix, --http or --listen',
    );
};

/** The current contents of the files of the TLS options; undefined without TLS. */
export const readCertificates = async (
  values: ServeValues,
  log: CliLogger,
): Promise<Certificates | undefined> => {
  const { 'tls-cert': cert, 'tls-key': key, 'tls-ca': ca } = values;
  if (cert === undefined || key === undefined) return undefined;
  return {
    cert: await readOptionFile('--tls-cert', cert),
    key: await readSecretFile('--tls-key', key, log),
    ...(ca !== undefined && { ca: await readOptionFile('--tls-ca', ca) }),
  };
};
