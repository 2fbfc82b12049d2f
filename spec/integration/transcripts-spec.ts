import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { budgetDialect, createChat, jsonDialect, type Chat } from '../../src';
import { testClient, testClock, type TestClient, type TestClock } from '../../src/testing';

/** At noon, wherever the test runs: the lines have local time. */
const START = new Date(2026, 0, 1, 12).getTime();

/** A client as its terminal shows it: what it is sent, and what it types, in between. */
interface Terminal {
  readonly name: string;
  readonly client: TestClient;
  shown: string;
  read: number;
}

/** Times in UTC, as if here were UTC: the files are the same wherever the test runs. */
const asUtc = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) => {
    const at = new Date(iso);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();
  });

const catchUp = (terminal: Terminal): void => {
  const { text } = terminal.client;
  terminal.shown += text.slice(terminal.read);
  terminal.read = text.length;
};

/** The words to pick up by are random. */
const withoutWords = (text: string): string => text.replace(/(?<=\/resume )[\w-]{22}/g, 'WORD');

const object = (type: string, rest: object = {}) => JSON.stringify({ type, ...rest });

/**
 * Eight clients, two of each dialect, in one room. The files in `transcripts/` hold what each terminal shows, byte for
 * byte. One that is missing is written, and fails once, so that a change of the wire is made by removing the files.
 */
describe('a room with clients of all dialects', () => {
  let chat: Chat;
  let clock: TestClock;
  const terminals = new Map<string, Terminal>();

  const terminal = (name: string): Terminal => {
    const found = terminals.get(name);
    if (!found) throw new Error(`there is no terminal of ${name}`);
    return found;
  };

  /** Types lines, and waits until all of them show what comes of it. */
  const type = async (
    name: string,
    line: string,
    shows: string,
    who = [...terminals.keys()],
  ): Promise<void> => {
    clock.advance(1000);
    for (const each of terminals.values()) catchUp(each);
    terminal(name).shown += `${line}\n`;
    terminal(name).client.send(line);
    await Promise.all(who.map((each) => terminal(each).client.seen(shows)));
  };

  const others = (name: string): string[] => [...terminals.keys()].filter((each) => each !== name);

  beforeAll(async () => {
    clock = testClock(START);
    chat = createChat({ clock, rate: 0 });
    const json = jsonDialect({ version: '0.0.0', log: 'LOG' });
    const budget = budgetDialect();
    const dialects = { ann: 'chat', bob: 'chat', cid: 'netcat', dan: 'netcat', eva: json, fay: json };
    const entering = async (name: string, dialect: (typeof dialects)['ann' | 'eva'] | typeof budget) => {
      const client = testClient(chat, { dialect });
      const isJson = dialect === json;
      await client.seen(isJson ? 'hello' : 'elcome');
      terminals.set(name, { name, client, shown: '', read: 0 });
      await type(name, isJson ? object('enter', { name, id: 1 }) : name, name, others(name));
      await client.seen(
        isJson ? 'complete' : dialect === budget ? 'contains' : dialect === 'chat' ? 'here' : `][${name}]:`,
      );
    };
    for (const [name, dialect] of Object.entries(dialects)) await entering(name, dialect);
    for (const name of ['gus', 'hal']) await entering(name, budget);

    await type('ann', 'hello, all', 'hello, all', others('ann'));
    await type('cid', 'a line of netcat', 'a line of netcat', others('cid'));
    await type('eva', object('say', { text: 'a line of json', id: 'x' }), 'a line of json');
    await type('gus', 'a line of budget', 'a line of budget', others('gus'));
    await type('ann', '/me waves', 'waves', others('ann'));
    await type('ann', '/nick anna', 'anna');
    await type('bob', '/topic of cats', 'of cats');
    await type('dan', '', `12:00:16][dan]:`, ['dan']);
    for (const to of ['bob', 'cid', 'eva', 'gus'])
      await type('ann', `/msg ${to} psst, ${to}`, `psst, ${to}`, ['ann', to]);
    await type('bob', '/who', '8 in lobby', ['bob']);
    await type('fay', object('who', { id: 2 }), '"members","room"', ['fay']);
    await type('fay', object('command', { line: '/rooms', id: 3 }), 'lobby: 8 here', ['fay']);
    await type('bob', '/qiut', '/quit?', ['bob']);
    await type('fay', 'no object', 'malformed', ['fay']);
    await type('hal', '/me is no command here', 'is no command here', others('hal'));
    await type('ann', '/join tech', 'this is tech', ['ann']);
    await Promise.all(
      others('ann').map((each) =>
        terminal(each).client.seen(each === 'eva' || each === 'fay' ? '"left"' : 'anna has left'),
      ),
    );
    await type('ann', 'nobody hears this', 'anna', ['ann']);
    await type('ann', '/history', 'nobody hears this', ['ann']);
    await type(
      'bob',
      '/quit lunch',
      'bob',
      others('bob').filter((each) => each !== 'ann'),
    );
    await terminal('bob').client.closed;
    chat.say('maintenance at noon');
    await Promise.all(others('bob').map((each) => terminal(each).client.seen('maintenance at noon')));
    await chat.close();
    await Promise.all([...terminals.values()].map(({ client }) => client.closed));
    for (const each of terminals.values()) catchUp(each);
  });

  it.each(['ann', 'bob', 'cid', 'dan', 'eva', 'fay', 'gus', 'hal'])(
    'writes to %s what its transcript has',
    (name) => {
      const file = join(__dirname, 'transcripts', `${name}.txt`);
      const shown = withoutWords(asUtc(terminal(name).shown));
      if (!existsSync(file)) {
        writeFileSync(file, shown);
        throw new Error(`${file} was missing, and is written: review it`);
      }
      expect(shown).toBe(readFileSync(file, 'utf8'));
    },
  );
});
