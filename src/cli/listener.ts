import type { ListenerOptions } from '../listeners';
import { dialects } from './dialects';

const PORTS = 65_535;

/** The listener in a URL such as `tcp://[::1]:9000?dialect=json`; undefined if it is none. */
export const readListener = (text: string): ListenerOptions | undefined => {
  const [, ipv6, host = ipv6, port, query = ''] =
    /^tcp:\/\/(?:\[([\da-f:.]+)\]|([^\s:/?#[\]]+)):(\d{1,5})\/?(?:\?(.*))?$/i.exec(text) ?? [];
  if (host === undefined || Number(port) > PORTS) return undefined;
  const where = { host, port: Number(port) };
  if (query === '') return where;
  const dialect = dialects.find((name) => query === `dialect=${name}`);
  return dialect === undefined ? undefined : { ...where, dialect };
};
