import type { HostPortRow } from '../../server/option-row';
import type { Option } from './option';

/** Where one more listener is to be. */
export interface HostPort {
  /** The one of the listener's own choice without it. */
  readonly host?: string;
  readonly port: number;
}

const MAX_PORT = 65_535;

/** `9464`, `localhost:9464`, `[::1]:9464`. No `:9464`: to some that is this machine, to others all the world. */
const HOST_PORT_PATTERN = /^(?:(?:\[([\da-f:.]+(?:%[\w.-]+)?)\]|([^\s:/?#[\]]+)):)?(\d{1,5})$/i;

/** The host, if there is one, and the port in a text; undefined if it is none. */
export const parseHostPort = (text: string): HostPort | undefined => {
  const [, ipv6, host = ipv6, digits] = HOST_PORT_PATTERN.exec(text) ?? [];
  const port = Number(digits);
  if (!(port <= MAX_PORT)) return undefined;
  return host === undefined ? { port } : { host, port };
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
