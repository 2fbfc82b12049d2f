import fc from 'fast-check';
import { map } from 'rxjs';
import { createChat, memoryJournal, type Clock, type Entry, type Journal } from 'rx-chat';
import { join, testClient, testClock, type TestClient } from 'rx-chat/testing';
import { runs } from '../helpers/runs';

const together = (clock: Clock): Journal =>
  memoryJournal({ now: () => clock.now(), elapsed: () => clock.elapsed() });

/** The same journal, which does not say that it takes a `talk`. */
const separating = (clock: Clock): Journal => {
  const journal = together(clock);
  return (command$) => journal(command$).pipe(map((batch) => batch));
};

type Script = readonly (readonly (readonly [client: number, texts: readonly string[]])[])[];

const settled = async (): Promise<void> => {
  for (let pass = 0; pass < 12; pass++) await new Promise(setImmediate);
};

/** What all clients read, and the log, when each step of a script is one pass of the event loop. */
const play = async (script: Script, journal: (clock: Clock) => Journal) => {
  const clock = testClock();
  const chat = createChat({ clock, journal: journal(clock), rate: 0, joinRate: 0 });
  const entries: Entry[] = [];
  chat.entry$.subscribe((entry) => entries.push(entry));
  const clients: TestClient[] = [
    await join(chat, 'ann', { id: 'a' }),
    await join(chat, 'bob', { id: 'b' }),
    testClient(chat, { id: 'n', dialect: 'netcat' }),
    testClient(chat, { id: 'j', dialect: 'json' }),
  ];
  clients[2]?.send('net');
  clients[3]?.send('{"type":"enter","name":"prog"}');
  await settled();
  for (const step of script) {
    for (const [index, texts] of step) clients[index]?.send(...texts);
    await settled();
    clock.advance(1000);
  }
  await chat.close();
  return {
    texts: clients.map(({ text }) =>
      text.replace(/(\/resume |"resume":"|"log":"|"word":")[\w-]+/g, '$1WORD'),
    ),
    entries: entries.map(({ seq, at, client, command }) => ({
      seq,
      at,
      client,
      command: { ...command, resumeTokenHash: '' },
    })),
  };
};

const texts = fc.array(fc.oneof(fc.string(), fc.constantFrom('hi', '/who', '/me waves', '', '//x')), {
  minLength: 1,
  maxLength: 6,
});
const anyScript = fc.array(fc.array(fc.tuple(fc.nat(1), texts), { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 4,
});

describe('messages of one client in a row', () => {
  it('reach all readers and the log as they would one by one', async () => {
    await fc.assert(
      fc.asyncProperty(anyScript, async (script) => {
        expect(await play(script, together)).toEqual(await play(script, separating));
      }),
      runs(30),
    );
  });

  it('are one entry each, with its own number', async () => {
    const { entries } = await play([[[0, ['1', '2', '3']]]], together);
    const said = entries.filter(({ command: { kind } }) => kind === 'say');
    expect(said.map(({ seq, command }) => [seq - (said[0]?.seq ?? 0), command])).toMatchObject([
      [0, { kind: 'say', text: '1' }],
      [1, { kind: 'say', text: '2' }],
      [2, { kind: 'say', text: '3' }],
    ]);
  });
});
