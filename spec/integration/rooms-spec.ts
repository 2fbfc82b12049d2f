import { firstValueFrom } from 'rxjs';
import { createChat, type Chat, type Entry } from '../../src';
import { join, testClient, testClock, type TestClient, type TestClock } from '../../src/testing';

/** What a client has been sent behind its welcome, without the times. */
const heard = ({ lines }: TestClient): readonly string[] => {
  const welcome = lines.findIndex((line) => line.startsWith('[ENTER YOUR NAME]'));
  return lines.slice(welcome + 1).map((line) => line.replace(/^\[\d{4}-[^\]]*\]/, ''));
};

describe('rooms', () => {
  let chat: Chat;
  let clock: TestClock;

  beforeEach(() => {
    clock = testClock();
    chat = createChat({ rate: 0, clock, operatorSecret: 'sesame', history: 10 });
  });
  afterEach(() => chat.close());

  const enter = (...names: readonly string[]) => Promise.all(names.map((name) => join(chat, name)));

  /** Resolves when the client has been told all that was ordered so far. */
  const settled = async (client: TestClient): Promise<void> => {
    client.send('/help /who');
    await client.line('list who is in this room');
  };

  it('have their own members and history, and a mover gets those of the new room', async () => {
    const [ann, bob, cid] = (await enter('ann', 'bob', 'cid')) as [TestClient, TestClient, TestClient];
    ann.send('in the lobby', '/join tech', 'in tech');
    await ann.line('this is tech');
    bob.send('/join tech');
    await bob.line('* welcome, bob: this is tech, here are ann; /help lists the commands');
    ann.send('to bob alone');
    await bob.line('to bob alone');
    cid.send('to nobody');
    await settled(cid);
    await settled(ann);
    const help = '* /who: list who is in this room, and for how long';
    expect(heard(cid).slice(-4)).toEqual([
      '[ann]:in the lobby',
      'ann has left the chat',
      'bob has left the chat',
      help,
    ]);
    expect(heard(bob).slice(-5)).toEqual([
      '[ann]:in the lobby',
      'ann has left the chat',
      '[ann]:in tech',
      '* welcome, bob: this is tech, here are ann; /help lists the commands',
      '[ann]:to bob alone',
    ]);
    expect(heard(ann).slice(-3)).toEqual([
      '* welcome, ann: this is tech, nobody else is here; /help lists the commands',
      'bob has joined the chat',
      help,
    ]);
  });

  it('lose and repeat nothing for a client that moves while others talk', async () => {
    const [ann, bob] = (await enter('ann', 'bob')) as [TestClient, TestClient];
    const [cid] = (await enter('cid')) as [TestClient];
    cid.send('/join tech');
    await cid.line('this is tech');
    bob.send(...Array.from({ length: 50 }, (_, i) => `lobby ${i}`));
    cid.send(...Array.from({ length: 8 }, (_, i) => `tech ${i}`));
    ann.send('/join tech', 'here');
    cid.send('last');
    await ann.line('last');
    const lines = heard(ann).filter((line) => /tech \d|last/.test(line));
    expect(lines).toEqual([...Array.from({ length: 8 }, (_, i) => `[cid]:tech ${i}`), '[cid]:last']);
    await cid.line('[ann]:here');
  });

  it('are listed with topics, the fullest first; an empty room without memory is dropped', async () => {
    const [ann, bob] = (await enter('ann', 'bob')) as [TestClient, TestClient];
    ann.send('/join tech', '/topic cats', '/rooms');
    await ann.line('* lobby: 1 here');
    await ann.line('* tech: 1 here; the topic is: cats');
    ann.send('/topic');
    await ann.line('* the topic of tech: cats');
    ann.send('/join lobby', '/rooms');
    await ann.line('* lobby: 2 here');
    await settled(ann);
    expect(heard(ann).filter((line) => line.startsWith('* tech: '))).toHaveLength(1);
    bob.send('/topic');
    await bob.line('* lobby has no topic');
  });

  it('are limited: the longest silent empty room is dropped, or the mover stays', async () => {
    await chat.close();
    chat = createChat({ rate: 0, clock, maxRooms: 3 });
    const [ann, bob] = (await enter('ann', 'bob')) as [TestClient, TestClient];
    ann.send('/join one', 'kept', '/join two', 'kept too', '/join three', '/rooms');
    await ann.line('three: 1 here');
    const { rooms } = await firstValueFrom(chat.state$);
    expect([...rooms.keys()].sort()).toEqual(['lobby', 'three', 'two']);
    bob.send('/join two');
    await bob.line('this is two');
    ann.send('/join four');
    await ann.line('this is four');
    const [cid] = (await enter('cid')) as [TestClient];
    cid.send('kept in the lobby', '/join five');
    await cid.line('! there are already 3 rooms: join one of them');
    cid.send('still in the lobby', '/who');
    await cid.line('1 in lobby');
    // Who is alone in a room that remembers nothing leaves none behind.
    ann.send('/join six');
    await ann.line('this is six');
  });

  describe('/msg', () => {
    it('reaches only the two clients, in any room, and is in no history, state or entry', async () => {
      const entries: Entry[] = [];
      chat.entry$.subscribe((entry) => entries.push(entry));
      const [ann, bob, cid] = (await enter('ann', 'bob', 'cid')) as [TestClient, TestClient, TestClient];
      const [json, netcat, budget] = ['json', 'netcat', 'budget'].map((dialect) =>
        testClient(chat, { dialect }),
      ) as [TestClient, TestClient, TestClient];
      json.send('{"type":"enter","name":"dan"}');
      netcat.send('eve');
      budget.send('fay');
      await Promise.all([json.line('entered'), netcat.seen('][eve]:'), budget.line('The room contains')]);
      bob.send('/join tech');
      await bob.line('this is tech');
      ann.send('/msg bob 5ecret words', '/msg eve 5ecret, too', '/msg nobody5 x', 'aloud');
      expect(await ann.line('5ecret words')).toMatch(/^\[[-\d: ]+\]\[ann -> bob\]:5ecret words$/);
      expect(await bob.line('5ecret')).toMatch(/^\[[-\d: ]+\]\[ann -> bob\]:5ecret words$/);
      await ann.line('! no user has the name nobody5');
      await Promise.all([cid, json, netcat, budget].map((client) => client.line('aloud')));
      expect(netcat.text).toContain('[ann -> eve]:5ecret, too');
      for (const client of [cid, json, budget]) expect(client.text).not.toContain('5ecret');
      const late = await join(chat, 'late');
      bob.send('/history');
      await bob.line('there is no history of tech');
      expect(late.text).not.toContain('5ecret');
      expect(
        JSON.stringify(await firstValueFrom(chat.state$), (_, value: unknown) =>
          value instanceof Map ? [...value] : value,
        ),
      ).not.toContain('5ecret');
      const told = entries.filter(({ command }) => command.kind === 'withheld');
      expect(told).toHaveLength(3);
      for (const { seq, ...rest } of told)
        expect([seq > 0, rest]).toEqual([true, { at: 0, client: '', command: { kind: 'withheld' } }]);
      expect(JSON.stringify(entries)).not.toMatch(/5ecret|nobody5|"tell"/);
    });
  });

  describe('/ignore', () => {
    it('hides messages, actions and private messages of a client, also after its return, until repeated', async () => {
      const [ann, bob, cid] = (await enter('ann', 'bob', 'cid')) as [TestClient, TestClient, TestClient];
      ann.send('/ignore bob');
      await ann.line('you now ignore bob');
      bob.send('hidden', '/me hides', '/msg ann hidden', '/topic shown', '/quit');
      await bob.closed;
      const again = await join(chat, 'bob');
      again.send('hidden too');
      cid.send('heard');
      await ann.line('heard');
      expect(heard(ann).slice(-4)).toEqual([
        '* bob set the topic: shown',
        'bob has left the chat',
        'bob has joined the chat',
        '[cid]:heard',
      ]);
      expect(ann.text).not.toContain('hidden');
      ann.send('/ignore', '/ignore bob');
      await ann.line('* you ignore bob');
      await ann.line('* you no longer ignore bob');
      again.send('back');
      await ann.line('[bob]:back');
    });
  });

  describe('/history', () => {
    it('shows the last messages, up to what is remembered', async () => {
      const [ann] = (await enter('ann')) as [TestClient];
      ann.send(...Array.from({ length: 12 }, (_, i) => `m${i}`), '/history 3', '/history', '/history 0');
      await ann.line('! N must be a whole number from 1 to 9999999: /history [N]');
      const shown = heard(ann).filter((line) => line.includes('[ann]'));
      const last = (n: number) => Array.from({ length: n }, (_, i) => `[ann]:m${12 - n + i}`);
      expect(shown).toEqual([...last(3), ...last(10)]);
    });
  });
});
