/**
 * A chat room in plain Node, as one writes it without a library: a map of sockets, `node:readline` for the lines, and
 * one `socket.write` for each line and client.
 *
 *     node plain-chat.mjs PORT [HISTORY]     (port 0: any free one; history: 100 lines)
 *
 * It does not look at what `socket.write` returns: what a slow client has not read yet stays in memory.
 */
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const port = Number(process.argv[2]);
const historySize = Number(process.argv[3] ?? 100);

/** The names of those who have entered. */
const names = new Map();
const history = [];

const sendToOthers = (from, text) => {
  for (const socket of names.keys()) if (socket !== from) socket.write(text);
};

const two = (number) => String(number).padStart(2, '0');

const now = () => {
  const date = new Date();
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

const enter = (socket, name) => {
  socket.write(`* welcome, ${name}\n`);
  for (const text of history) socket.write(text);
  names.set(socket, name);
  sendToOthers(socket, `${name} has joined the chat\n`);
};

const say = (socket, line) => {
  const text = `[${now()}][${names.get(socket)}]:${line}\n`;
  history.push(text);
  if (history.length > historySize) history.shift();
  sendToOthers(socket, text);
};

const leave = (socket) => {
  const name = names.get(socket);
  if (names.delete(socket)) sendToOthers(socket, `${name} has left the chat\n`);
};

/** What a broken connection needs: `close` follows. `readline` emits the errors of its socket once more. */
const ignore = () => {};

const server = createServer({ noDelay: true }, (socket) => {
  socket.write('Welcome to rx-chat.\n[ENTER YOUR NAME]: ');
  socket.on('error', ignore);
  socket.on('close', () => leave(socket));
  const lines = createInterface({ input: socket, crlfDelay: Infinity });
  lines.on('error', ignore);
  lines.on('close', () => leave(socket));
  lines.on('line', (line) => {
    if (names.has(socket)) say(socket, line);
    else enter(socket, line);
  });
});

server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on tcp://127.0.0.1:${server.address().port}`);
});
