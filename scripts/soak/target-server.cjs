// A client in a process of its own, to be killed: enters, and writes so many lines of so many bytes.
const { connect } = require('node:net');

const [port, name, lines, size] = process.argv.slice(2);
const socket = connect(Number(port), '127.0.0.1');
socket.on('error', () => undefined);
socket.on('data', (chunk) => {
  if (!chunk.includes('* welcome')) return;
  socket.removeAllListeners('data').resume();
  socket.write(`${'a line'.padEnd(Number(size) - 1, '.')}\n`.repeat(Number(lines)));
  process.stdout.write('written\n');
});
socket.write(`${name}\n`);
