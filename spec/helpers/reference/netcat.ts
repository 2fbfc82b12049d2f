import { GREETING, LOGO } from '../../../src/conform/checks/netcat/logo';
import { Audience } from './audience';
import type { Guest, Manners } from './guest';
import type { Has } from './listen';
import { localTime } from './time';

const MOST = 10;

/** A small server of the 01-edu exercise. It keeps to all rules but the ones it has a fault in. */
export const netcatManners = (has: Has): Manners => {
  const audience = new Audience(has);
  const history: string[] = [];
  const connections = new Set<Guest>();
  const turnedAway = new WeakSet<Guest>();
  const prompt = ({ name }: Guest) => (has('has no prompt') ? '' : `${localTime()}[${name}]:`);
  const ask = has('ends the question') ? '[ENTER YOUR NAME]:\n' : '[ENTER YOUR NAME]:';
  const lineFor = (guest: Guest, line: string) =>
    `${has('breaks no line') ? '' : '\n'}${line}\n${prompt(guest)}`;
  const time = () => (has('writes another time') ? `[${new Date().toISOString()}]` : localTime());
  const tell = (from: Guest, line: string) =>
    audience.others(from).forEach((guest) => guest.socket.write(lineFor(guest, line)));

  const enter = (guest: Guest, line: string): void => {
    const name = line.trim();
    if (name === '' && !has('lets in a blank name')) {
      guest.socket.write(ask);
      return;
    }
    guest.name = name;
    audience.add(guest);
    const missed = has('forgets the history') ? '' : history.map((each) => `${each}\n`).join('');
    guest.socket.write(missed + prompt(guest));
    if (!has('loses joins')) tell(guest, `${name} has joined our chat...`);
  };

  const say = (guest: Guest, text: string): void => {
    if (text !== '' || has('passes on empty messages')) {
      const line = `${time()}[${guest.name}]:${text}`;
      history.push(line);
      audience.say(guest, (other) => lineFor(other, line));
    }
    if (!has('prompts once')) guest.socket.write(prompt(guest));
  };

  const isFull = (guest: Guest): boolean => {
    connections.add(guest);
    if (connections.size <= MOST || has('takes any number')) return false;
    turnedAway.add(guest);
    guest.socket.end(has('is full without a word') ? '' : 'the chat is full\n');
    return true;
  };

  return {
    greet: (guest) => {
      if (isFull(guest)) return;
      audience.expect(guest);
      const logo = has('has no logo') ? '' : `${LOGO.join('\n')}\n`;
      guest.socket.write(`${GREETING}\n${logo}${ask}`);
    },
    hear: (guest, line) => {
      if (turnedAway.has(guest)) return;
      if (audience.guests.has(guest)) say(guest, line);
      else enter(guest, line);
    },
    tooLong: () => undefined,
    leave: (guest) => {
      connections.delete(guest);
      const was = audience.remove(guest);
      if (was && has('ends all when one leaves')) audience.guests.forEach(({ socket }) => socket.destroy());
      if ((was || has('tells that nobody leaves')) && !has('loses leaves'))
        tell(guest, `${guest.name} has left our chat...`);
    },
  };
};
