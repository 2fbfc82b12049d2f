import type { Foreign } from '../../stream';

/** A protocol that a client may take this port for. */
export type Protocol = Foreign['protocol'];

const BODY = 'This is a chat, not a web server: join with nc or telnet\n';

/** For a browser or curl. The greeting is out by then, so only what shows HTTP/0.9 or raw bytes shows it. */
const BAD_REQUEST = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${BODY.length}`,
  'Connection: close',
  '',
  BODY,
].join('\r\n');

/** What the clients of other protocols are told. */
export const FOREIGN: Readonly<Record<Protocol, Foreign>> = {
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
