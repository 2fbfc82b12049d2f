import { Audience } from './audience';
import type { Guest, Manners } from './guest';
import type { Has } from './listen';

/** What each of these lets in that is no name. */
const lets = [
  ['lets in an empty name', /^$/],
  ['lets in a name with a space', / /],
  ['lets in a name with a symbol', /!/],
  ['lets in a name beyond ASCII', /é/],
] as const;

/** A small server of Protohackers problem 3. It keeps to all rules but the ones it has a fault in. */
export const budgetManners = (has: Has): Manners => {
  const audience = new Audience(has);
  const history: string[] = [];
  const tell = (from: Guest, line: string) =>
    audience.others(from).forEach(({ socket }) => socket.write(`${line}\n`));

  const isName = (name: string): boolean => {
    if (lets.some(([fault, pattern]) => has(fault) && pattern.test(name))) return true;
    return /^[a-z0-9]+$/i.test(name) && name.length <= (has('has short names') ? 12 : 32);
  };

  const refuse = (guest: Guest, name: string): void => {
    if (has('tells of whom it refuses')) tell(guest, `* ${name} has entered the room`);
    if (has('keeps whom it refuses')) guest.socket.write('* try again\n');
    else guest.socket.end('* no\n');
  };

  const enter = (guest: Guest, name: string): void => {
    if (!isName(name) || (audience.named(name) && !has('takes two of one name'))) {
      refuse(guest, name);
      return;
    }
    const here = [...audience.guests].map((other) => other.name);
    const listed = [...(has('lists nobody') ? [] : here), ...(has('lists the newcomer') ? [name] : [])];
    guest.name = name;
    audience.add(guest);
    if (!has('lists only somebody') || here.length > 0)
      guest.socket.write(`* The room contains: ${listed.join(', ')}\n`);
    if (has('shows a history')) guest.socket.write(history.join(''));
    if (has('tells a newcomer of itself')) guest.socket.write(`* ${name} has entered the room\n`);
    if (!has('loses joins')) tell(guest, `* ${name} has entered the room`);
  };

  const say = (guest: Guest, text: string): void => {
    if (text.startsWith('/') && has('has commands')) return;
    const line = `[${guest.name}]${has('writes no space') ? '' : ' '}${text.slice(0, has('cuts lines') ? 900 : undefined)}\n`;
    history.push(line);
    audience.say(guest, () => line);
  };

  return {
    greet: (guest) => {
      audience.expect(guest);
      if (!has('does not ask')) guest.socket.write('Welcome! What shall I call you?\n');
    },
    hear: (guest, line) => (audience.guests.has(guest) ? say(guest, line) : enter(guest, line)),
    tooLong: () => undefined,
    leave: (guest) => {
      const was = audience.remove(guest);
      if ((was || has('tells that nobody leaves')) && !has('loses leaves'))
        tell(guest, `* ${guest.name} has left the room`);
    },
  };
};
