import { Audience } from './audience';
import { chatCommands } from './chat-commands';
import type { Guest, Manners } from './guest';
import type { Has } from './listen';
import { localTime } from './time';

export const PROMPT = '[ENTER YOUR NAME]: ';

/** What others see of a text. */
const clean = (text: string): string =>
  text
    .replace(/\p{Cc}\[[0-9;]*[a-z]/giu, '')
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\u202a-\u202e]/gu, '');

/** What the chat's parts share. */
export interface Chat {
  readonly has: Has;
  readonly audience: Audience;
  readonly history: string[];
  /** Tells the others in the room. */
  readonly tell: (from: Guest, line: string) => void;
  readonly say: (guest: Guest, line: string) => void;
  readonly time: () => string;
  readonly welcome: (guest: Guest) => void;
  readonly leave: (guest: Guest, reason?: string) => void;
  /** Why a name is none; empty if it is one. */
  readonly wrongWith: (name: string) => string;
}

const alike = (name: string): string => name.replaceAll('I', 'l').toLowerCase();

const makeChat = (has: Has): Chat => {
  const audience = new Audience(has);
  const history: string[] = [];
  const tell: Chat['tell'] = (from, line) =>
    audience.others(from).forEach(({ socket }) => socket.write(`${line}\n`));
  const taken = (name: string) =>
    [...audience.guests].some((guest) =>
      has('takes look-alikes') ? guest.name === name : alike(guest.name) === alike(name),
    );
  const wrongWith = (name: string): string => {
    if (name.trim() === '') return has('takes blank names') ? '' : 'blank';
    if (!/^[a-z0-9][\w.-]*$/i.test(name) && !has('takes any letters')) return 'letters and digits only';
    if (name.length > 32 && !has('takes long names')) return 'too long';
    if (/^(server|admin)$/i.test(name) && !has('takes reserved names')) return 'reserved';
    return taken(name) && !has('takes two of one name') ? 'taken' : '';
  };
  const welcome = (guest: Guest) => {
    const here = [...audience.guests].filter(({ room }) => room === guest.room).map(({ name }) => name);
    const said = has('forgets the history') || guest.room !== 'lobby' ? '' : history.join('');
    const names = has('names nobody') ? '' : `, here are ${here.join(', ')}`;
    const line = has('welcomes nobody')
      ? ''
      : `* welcome, ${guest.name}: this is ${guest.room}${names}; /help\n`;
    guest.socket.write(has('welcomes before the history') ? line + said : said + line);
    const joined = `${guest.name} has joined the chat`;
    if (!has('loses joins')) tell(guest, joined);
    if (has('tells joins twice')) tell(guest, joined);
    if (has('tells a newcomer of itself')) guest.socket.write(`${joined}\n`);
  };
  const leave = (guest: Guest, reason = '') =>
    tell(guest, `${guest.name} has left the chat${reason === '' ? '' : ` ("${reason}")`}`);
  const time = () => (has('writes another time') ? `[${new Date().toISOString()}]` : localTime());
  const say = (guest: Guest, line: string) => {
    if (guest.room === 'lobby') history.push(line);
    audience.say(guest, () => line);
  };
  return { has, audience, history, tell, say, time, welcome, leave, wrongWith };
};

const enter = ({ has, audience, wrongWith, welcome }: Chat, guest: Guest, line: string): void => {
  const name = line.trim();
  const wrong = wrongWith(name);
  if (wrong === '') {
    Object.assign(guest, { name });
    audience.add(guest);
    welcome(guest);
  } else if (++guest.tries < 5 || has('asks for ever')) {
    guest.socket.write(has('gives no reason') ? PROMPT : `! ${wrong}\n${PROMPT}`);
  } else guest.socket.end(`! ${wrong}\n! too many tries\n`);
};

const hear = (chat: Chat, guest: Guest, line: string): void => {
  const { has, say, time } = chat;
  if (line.trim() === '' && !has('says blank lines')) return;
  if (line.startsWith('/') && (!line.startsWith('//') || has('has no //'))) {
    chatCommands(chat, guest, line);
    return;
  }
  const text = line.startsWith('//') ? line.slice(1) : line;
  const kept = has('cleans nothing') || (has('keeps carriage returns') && text.endsWith('\r'));
  const shown = kept ? text : clean(text);
  say(guest, `${time()}[${guest.name}]:${has('writes a space') ? ' ' : ''}${shown}\n`);
};

/** A small server of the dialect `chat`. It keeps to all rules but the ones it has a fault in. */
export const chatManners = (has: Has): Manners => {
  const chat = makeChat(has);
  const { audience } = chat;
  return {
    greet: (guest) => {
      audience.expect(guest);
      guest.socket.write(`${has('greets nobody') ? '' : 'hello\n'}${has('does not ask') ? '' : PROMPT}`);
    },
    hear: (guest, line) => (audience.guests.has(guest) ? hear(chat, guest, line) : enter(chat, guest, line)),
    tooLong: ({ socket }) => socket.write('! line too long: 4096 bytes at most\n'),
    leave: (guest) => {
      const was = audience.remove(guest);
      if ((was || has('tells that nobody leaves')) && !has('loses leaves')) chat.leave(guest);
    },
  };
};
