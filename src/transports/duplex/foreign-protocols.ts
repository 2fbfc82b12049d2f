import type { ForeignProtocol } from '../../stream';

/** A protocol that a client may take this port for. */
export type Protocol = ForeignProtocol['protocol'];

const HTTP_BODY = 'This is a chat, not a web server: join with nc or telnet\n';

/** For a browser or curl. The greeting is out by then, so only what shows HTTP/0.9 or raw bytes shows it. */
const BAD_REQUEST = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${HTTP_BODY.length}`,
  'Connection: close',
  '',
  HTTP_BODY,
].join('\r\n');

/** The answers to clients of other protocols. */
export const FOREIGN_PROTOCOLS: Readonly<Record<Protocol, ForeignProtocol>> = {
  TLS: {
    kind: 'foreign',
    protocol: 'TLS',
    answer: '! this port speaks plain text, not TLS: join with nc or telnet\n',
  },
  HTTP: { kind: 'foreign', protocol: 'HTTP', answer: BAD_REQUEST },
  SSH: {
    kind: 'foreign',
    protocol: 'SSH',
    answer: '! this is a chat, not an SSH server: join with nc or telnet\n',
  },
};
