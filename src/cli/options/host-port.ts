import type { ListenerOptions } from '../../server/listeners';
import { dialectNames } from '../../server/option-table';
import { UsageError } from '../errors/command-error';
import type { HostPortRow } from '../../server/option-row';
import type { Option } from './option';

/** Where one more listener is to be. */
export interface HostPort {
  /** The one of the listener's own choice without it. */
  readonly host?: string;
  readonly port: number;
}

const MAX_PORT = 65_535;

/** A host and a port as a text has them. The host is empty where there is nothing before the colon. */
interface HostPortText {
  readonly host?: string;
  readonly isBracketed: boolean;
  readonly port: number;
}

const HOST_PORT_PATTERN = /^(?:(?:\[([^\s[\]]+)\]|([^\s:/?#[\]]*)):)?(\d{1,5})$/;

const splitHostPort = (text: string): HostPortText | undefined => {
  const [, bracketed, host = bracketed, digits] = HOST_PORT_PATTERN.exec(text) ?? [];
  const port = Number(digits);
  if (!(port <= MAX_PORT)) return undefined;
  return { port, isBracketed: bracketed !== undefined, ...(host !== undefined && { host }) };
};

const IPV6_PATTERN = /^[\da-f:.]+(?:%[\w.-]+)?$/i;

/**
 * The host, if there is one, and the port in a text such as `9464`, `localhost:9464` or `[::1]:9464`; undefined if it is
 * none. No `:9464`: to some that is this machine, to others all the world.
 */
export const parseHostPort = (text: string): HostPort | undefined => {
  const { isBracketed, host, port } = splitHostPort(text) ?? {};
  if (port === undefined || host === '' || (isBracketed && !IPV6_PATTERN.test(host ?? ''))) return undefined;
  return host === undefined ? { port } : { host, port };
};

/** The listener in a URL such as `tcp://[::1]:9000?dialect=json`; undefined if it is none. */
export const parseListener = (text: string): ListenerOptions | undefined => {
  const [, where = '', query = ''] = /^tcp:\/\/([^/?#]+)\/?(?:\?(.*))?$/i.exec(text) ?? [];
  const found = parseHostPort(where);
  if (found?.host === undefined) return undefined;
  if (query === '') return found;
  const dialect = dialectNames.find((name) => query === `dialect=${name}`);
  return dialect === undefined ? undefined : { ...found, dialect };
};

/** The server that a text such as `[::1]:8989`, `localhost:8989`, `:8989` or `8989` names. Without a host it is one on this machine. */
export const parseTarget = (word: string): Required<HostPort> => {
  const { host = '', port = 0 } = splitHostPort(word) ?? {};
  if (port === 0)
    throw new UsageError(`${JSON.stringify(word)} is not HOST:PORT, such as localhost:8989 or [::1]:8989`);
  return { host: host === '' ? '127.0.0.1' : host, port };
};

/** An option that takes a port, and a host before it. A config file may have the port as a number. */
export const hostPortOption = ({ text: description }: HostPortRow): Option<HostPort | undefined> => ({
  placeholder: '[HOST:]PORT',
  description,
  defaultValue: undefined,
  shown: 'none',
  expects: '[HOST:]PORT, such as 9464, localhost:9464 or [::1]:9464',
  fromText: (text) => parseHostPort(text.trim()),
  fromJson: (value) =>
    typeof value === 'number' || typeof value === 'string' ? parseHostPort(String(value)) : undefined,
});
