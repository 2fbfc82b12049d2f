import { once } from 'node:events';
import { connect } from 'node:net';
import { CHATS, type Built } from './servers';
import { withServer } from './with-server';

/** Whether this rx-chat has rooms to join: its help says so. */
export const hasRooms = async (built: Built): Promise<boolean> => {
  const [chat] = CHATS;
  if (!chat) return false;
  return withServer(chat, { history: 0, built }, async ({ port }) => {
    const socket = connect(port, '127.0.0.1');
    socket.end('prober\n/help\n');
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
    await once(socket, 'close');
    return heard.includes('/join');
  });
};
