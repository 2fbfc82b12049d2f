/** The server that everybody writes first, to compare with: a Set of sockets, one write a line a client. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const clients = new Map<Socket, string>();

const broadcast = (line: string, author: Socket): void => {
  for (const client of clients.keys()) if (client !== author) client.write(line);
};

const server = createServer((socket) => {
  socket.write('Welcome!\n[ENTER YOUR NAME]: ');
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clients.delete(socket));
  createInterface({ input: socket }).on('line', (line) => {
    const name = clients.get(socket);
    if (name !== undefined) return broadcast(`[${new Date().toISOString()}][${name}]:${line}\n`, socket);
    clients.set(socket, line);
    socket.write(`* welcome, ${line}\n`);
    broadcast(`${line} has joined the chat\n`, socket);
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on tcp://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
