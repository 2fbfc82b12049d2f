import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { CHATS, type Built } from './contestants';
import { listening } from './run-load';

/** Whether this rx-chat has rooms to join: its help says so. */
export const hasRooms = async (built: Built): Promise<boolean> => {
  const [program = '', ...args] = CHATS[0]?.command(0, { history: 0, built }) ?? [];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const socket = connect(await listening(child), '127.0.0.1');
    socket.end('prober\n/help\n');
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
    await once(socket, 'close');
    return heard.includes('/join');
  } finally {
    child.kill('SIGKILL');
  }
};
