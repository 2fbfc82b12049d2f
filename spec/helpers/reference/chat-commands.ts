import type { Chat } from './chat';
import type { Guest } from './guest';

interface Words {
  /** The first word behind the command. */
  readonly first: string;
  /** All behind the command. */
  readonly rest: string;
  /** All behind the first word. */
  readonly text: string;
}

const quit = ({ has, audience, leave }: Chat, guest: Guest, { rest }: Words): void => {
  audience.remove(guest);
  const reason = has('gives a reason always') ? 'quit' : '';
  leave(guest, has('drops reasons') ? '' : rest || reason);
  if (has('tells a quit twice')) leave(guest);
  guest.name = '';
  guest.socket.end();
};

const tellOne = (
  { has, audience, time, history, tell }: Chat,
  guest: Guest,
  { first, text }: Words,
): void => {
  const to = audience.named(first);
  const line = `${time()}[${guest.name} -> ${first}]:${text}\n`;
  if (!to) {
    if (!has('answers no wrong name')) guest.socket.write('! nobody has that name\n');
    if (has('tells all what is for nobody')) tell(guest, line.trim());
    return;
  }
  to.socket.write(line);
  if (!has('keeps tells from their sender')) guest.socket.write(line);
  if (has('tells a third')) tell(guest, line.trim());
  if (has('keeps tells in the history')) history.push(line);
};

const rename = ({ has, audience, tell, wrongWith }: Chat, guest: Guest, { first }: Words): void => {
  const wrong = has('renames to any name') ? '' : wrongWith(first);
  if (wrong !== '') {
    guest.socket.write(`! ${wrong}\n`);
    return;
  }
  const line = `${guest.name} is now known as ${first}`;
  if (!has('keeps renames from the others')) tell(guest, line);
  guest.socket.write(`${line}\n`);
  guest.name = audience.guests.has(guest) && !has('keeps the old name') ? first : guest.name;
};

const topics = new WeakMap<Chat, Map<string, string>>();

const topic = (chat: Chat, guest: Guest, { rest }: Words): void => {
  const known = topics.get(chat) ?? new Map<string, string>();
  topics.set(chat, known);
  if (rest === '') {
    guest.socket.write(
      `* the topic is: ${chat.has('forgets topics') ? '' : (known.get(guest.room) ?? '')}\n`,
    );
    return;
  }
  known.set(guest.room, rest);
  const line = `* ${guest.name} set the topic: ${rest}`;
  if (!chat.has('keeps topics from the others')) chat.tell(guest, line);
  guest.socket.write(`${line}\n`);
};

const move = ({ has, leave, welcome }: Chat, guest: Guest, { first }: Words): void => {
  if (!has('moves silently')) leave(guest);
  guest.room = first;
  welcome(guest);
};

const commands: Readonly<Record<string, (chat: Chat, guest: Guest, words: Words) => void>> = {
  '/quit': quit,
  '/msg': tellOne,
  '/nick': rename,
  '/topic': topic,
  '/join': move,
  '/me': ({ has, say, time }, guest, { rest }) => {
    const line = `${time()}* ${guest.name} ${rest}\n`;
    say(guest, line);
    if (has('echoes acts')) guest.socket.write(line);
  },
  '/who': ({ has, audience, tell }, guest) => {
    const names = [...audience.guests].map(({ name }) => name);
    const shown = has('does not count the asker') ? names.filter((name) => name !== guest.name) : names;
    guest.socket.write(`* here: ${shown.join(', ')}\n`);
    if (has('tells all who asks')) tell(guest, `* ${guest.name} looks around`);
  },
  '/help': ({ has }, guest) =>
    has('helps nobody') || guest.socket.write('* /who: lists them\n* /nick NAME\n'),
  '/history': ({ has, history }, guest) =>
    has('shows no history again') || guest.socket.write(history.slice(-100).join('')),
  '/rooms': ({ has, audience }, guest) => {
    const rooms = new Set([...audience.guests].map(({ room }) => room));
    guest.socket.write(`* rooms: ${has('hides rooms') ? 'lobby' : [...rooms].join(', ')}\n`);
  },
};

/** What a line that begins with `/` does. */
export const chatCommands = (chat: Chat, guest: Guest, line: string): void => {
  const [command = '', first = ''] = line.split(' ');
  const rest = line.slice(command.length + 1);
  const run = commands[command];
  if (run) run(chat, guest, { first, rest, text: rest.slice(first.length + 1) });
  else if (chat.has('says what is no command')) chat.say(guest, `${chat.time()}[${guest.name}]:${line}\n`);
  else guest.socket.write(`! unknown command ${command}: /help lists them\n`);
};
