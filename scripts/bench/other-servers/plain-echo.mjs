/**
 * An echo server in plain Node, as one writes it without a library: `node:readline` for the lines, one `socket.write` a
 * line.
 *
 *     node plain-echo.mjs PORT     (0: any free one)
 *
 * It does not look at what `socket.write` returns: what a slow client has not read yet stays in memory.
 */
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const port = Number(process.argv[2]);

/** What a broken connection needs: `close` follows. `readline` emits the errors of its socket once more. */
const ignore = () => {};

const server = createServer({ noDelay: true }, (socket) => {
  const remote = `${socket.remoteAddress}:${socket.remotePort}`;
  socket.on('error', ignore);
  const lines = createInterface({ input: socket, crlfDelay: Infinity });
  lines.on('error', ignore);
  lines.on('line', (line) => socket.write(`you sent: ${line} from ${remote}\n`));
});

server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on tcp://127.0.0.1:${server.address().port}`);
});
