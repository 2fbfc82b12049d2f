import fc from 'fast-check';
import type { ChatEvent } from '../../../src/chat';
import { jsonDialect } from '../../../src/dialects';
import { localTime } from '../../../src/dialects/common/time';
import { messageLines, messageObject } from '../../../src/dialects/json/json-events';
import { runs } from '../../helpers/runs';
import { AT, facts, historyOf, messageOf, recallOf, table, type Told } from '../example-events';

const dialect = jsonDialect({ version: '1.2.3', log: 'here' });
const ISO = '2026-01-02T03:04:05.678Z';
const TIME = localTime(AT);

/** What is written, each line parsed. */
const parsed = (text: string): readonly Record<string, unknown>[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const notice = (text: string): string => `${JSON.stringify({ type: 'notice', text })}\n`;

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `n${n + 1}`);
const entered = (members: readonly string[], count: number, topic = ''): string =>
  `{"type":"entered","seq":7,"log":"here","name":"ann","room":"lobby","topic":"${topic}",` +
  `"members":${JSON.stringify(members)},"count":${count},"history":[],"complete":true}\n`;
const said = (seq: number, text: string): string =>
  `{"type":"said","seq":${seq},"at":"${ISO}","room":"lobby","from":"ann","text":"${text}"}`;

const told: Told = {
  said: `${said(7, 'hi')}\n`,
  acted: `{"type":"acted","seq":7,"at":"${ISO}","room":"lobby","from":"ann","text":"waves"}\n`,
  told: `{"type":"told","at":"${ISO}","from":"ann","to":"bob","text":"psst"}\n`,
  joined: `{"type":"joined","seq":7,"at":"${ISO}","room":"lobby","name":"ann"}\n`,
  left: `{"type":"left","seq":7,"at":"${ISO}","room":"lobby","name":"ann"}\n`,
  leftWhy: `{"type":"left","seq":7,"at":"${ISO}","room":"lobby","name":"ann","reason":"lunch"}\n`,
  leftBy: `{"type":"left","seq":7,"at":"${ISO}","room":"lobby","name":"ann","reason":"kicked by eve","by":"eve"}\n`,
  renamed: `{"type":"renamed","seq":7,"at":"${ISO}","room":"lobby","from":"ann","to":"eve"}\n`,
  topic: `{"type":"topic","seq":7,"at":"${ISO}","room":"lobby","from":"ann","text":"cats"}\n`,
  topicIs: '{"type":"topic","room":"lobby","text":"cats"}\n',
  noTopic: '{"type":"topic","room":"lobby","text":""}\n',
  deleted: '{"type":"deleted","room":"lobby","seq":3}\n' + '{"type":"deleted","room":"lobby","seq":5}\n',
  entered: entered(['ann'], 1),
  enteredWithWord: entered(['ann'], 1),
  enteredWithTwo: entered(['bob', 'cid', 'ann'], 3, 'cats'),
  enteredWith20: entered([...names(20), 'ann'], 21),
  enteredWith25: entered([...names(25), 'ann'], 26),
  enteredWith120: entered([...names(99), 'ann'], 121),
  members:
    '{"type":"members","room":"lobby","count":2,"members":["ann","bob"],' +
    '"since":["2026-01-02T03:03:00.678Z","2026-01-02T03:04:02.678Z"]}\n',
  rooms:
    '{"type":"rooms","rooms":[{"name":"lobby","count":2,"topic":""},{"name":"den","count":0,"topic":"cats"}]}\n',
  noRooms: '{"type":"rooms","rooms":[]}\n',
  history: `{"type":"history","room":"lobby","history":[${said(1, 'one')},${said(2, 'two')}],"complete":true}\n`,
  noHistory: '{"type":"history","room":"lobby","history":[],"complete":true}\n',
  skippedOne: '{"type":"skipped","count":1}\n',
  skipped: '{"type":"skipped","count":1234}\n',
  skippedTold: '{"type":"skipped","count":1,"of":"told"}\n',
  skippedTolds: '{"type":"skipped","count":2,"of":"told"}\n',
  granted: notice('you are an operator'),
  grant: notice('ann is an operator now'),
  announce: notice('eve spoke as the server'),
  kick: notice('eve kicked ann'),
  kickWhy: notice('eve kicked ann: noise'),
  ban: notice('eve banned ann'),
  banFor: notice('eve banned 192.0.2.1 for 2h'),
  unban: notice('eve unbanned ann'),
  mute: notice('eve muted ann'),
  muteFor: notice('eve muted ann for 1m 30s'),
  unmute: notice('eve unmuted ann'),
  deleteOne: notice('eve deleted 1 message of ann'),
  deleteMany: notice('eve deleted 3 messages of ann'),
  deleteSeq: notice('eve deleted message 7'),
  bans: notice('banned: ann, 192.0.2.1 (for another 1m), bob (for another 1s)'),
  mutes: notice('muted: ann'),
  noBans: notice('nobody is banned'),
  noMutes: notice('nobody is muted'),
  announced: notice('maintenance at noon'),
  answered: notice('one\ntwo'),
  answeredNothing: notice(''),
  refused: '{"type":"error","code":"name-taken","message":"no"}\n',
  tooManyTries: '{"type":"error","code":"too-many-tries","message":"too many tries"}\n',
};

describe('jsonDialect', () => {
  it('sends hello with the version, and no prompt', () => {
    expect(dialect.greeting).toBe('{"type":"hello","server":"rx-chat","version":"1.2.3"}\n');
    expect(
      (['password', 'name', 'entered', 'closed'] as const).map((stage) => dialect.prompt(stage)),
    ).toEqual(['', '', '', '']);
  });

  it('disconnects no client for bad names, and has the history in its replies', () => {
    expect([
      dialect.maxNameAttempts,
      dialect.inlinesHistory,
      dialect.passwordExempt,
      'around' in dialect,
    ]).toEqual([Infinity, true, undefined, false]);
  });

  it.each(table(told))('writes %s', (_, fact, text) => {
    expect(dialect.write(fact, AT)).toBe(text);
  });

  it('echoes an own message to its author with the id, as the receipt', () => {
    expect(dialect.writeOwn(facts.said, AT)).toBe(told.said);
    expect(dialect.writeOwn(facts.said, AT, '"r1"')).toBe(told.said.replace('}', ',"id":"r1"}'));
  });

  it.each<[string, unknown]>([
    ['7', 7],
    ['-1.5', -1.5],
    ['""', ''],
    ['"a\\"b"', 'a"b'],
  ])('puts the id of the request %s on every reply line', (tag, id) => {
    for (const fact of Object.values(facts)) {
      const lines = parsed(dialect.write(fact, AT, tag));
      expect(lines).toEqual(parsed(dialect.write(fact, AT)).map((line) => ({ ...line, id })));
    }
  });

  it('copies the id of a request unchanged to its reply', () => {
    const id = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .double({ noNaN: true, min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
        .filter((each) => !Object.is(each, -0)),
      fc.maxSafeInteger(),
    );
    fc.assert(
      fc.property(id, (asked) => {
        const command = dialect.read('entered', JSON.stringify({ type: 'who', id: asked }));
        expect(parsed(dialect.write(facts.refused, AT, command?.id))).toEqual([
          { type: 'error', code: 'name-taken', message: 'no', id: asked },
        ]);
      }),
    );
  });

  it('writes the history of a command as chat does, without marks', () => {
    const lines = [`[${TIME}][ann]:* one`, `[${TIME}][ann]:two`].join('\n');
    const history = recallOf(historyOf(['* one', 'two']));
    expect(dialect.write(history, AT + 5000, '/')).toBe(notice(lines));
    expect(dialect.write(facts.noHistory, AT, '/7')).toBe(
      '{"type":"notice","text":"there is no history of lobby","id":7}\n',
    );
  });

  it.each<[keyof typeof facts, string]>([
    ['answered', 'one\ntwo'],
    ['members', '2 in lobby: ann (1m 5s), bob (3s, 192.0.2.1:99)'],
    ['rooms', 'lobby: 2 here\nden: 0 here; the topic is: cats'],
    ['topicIs', 'the topic of lobby: cats'],
    ['bans', 'banned: ann, 192.0.2.1 (for another 1m), bob (for another 1s)'],
    ['granted', 'you are an operator'],
    ['kickWhy', 'eve kicked ann: noise'],
  ])('answers a command with %s in the words of chat', (name, text) => {
    expect(parsed(dialect.write(facts[name], AT, '/"r1"'))).toEqual([{ type: 'notice', text, id: 'r1' }]);
    expect(parsed(dialect.write(facts[name], AT, '/'))).toEqual([{ type: 'notice', text }]);
  });

  it.each<keyof typeof facts>(['refused', 'said', 'told', 'renamed', 'topic', 'entered', 'left'])(
    'writes %s as an object, also as the result of a command',
    (name) => {
      expect(parsed(dialect.write(facts[name], AT, '/5'))).toEqual(
        parsed(told[name]).map((line) => ({ ...line, id: 5 })),
      );
    },
  );

  it('writes the last 64 KiB of a history in the words of chat', () => {
    const line = 'x'.repeat(1000);
    const history = historyOf(Array.from({ length: 100 }, (_, n) => `${n} ${line}`));
    const [answer] = parsed(dialect.write(recallOf(history), AT, '/'));
    const lines = String(answer?.text).split('\n');
    expect(lines.at(-1)).toBe(`[${TIME}][ann]:99 ${line}`);
    expect(lines).toHaveLength(Math.floor(65_536 / `[${TIME}][ann]:99 ${line}\n`.length));
  });

  it('counts them in bytes, and reports a history of which nothing fits', () => {
    const recall = (...texts: readonly string[]) =>
      parsed(dialect.write(recallOf(historyOf(texts)), AT, '/'))[0]?.text;
    const line = '\u20ac'.repeat(1000);
    const lines = String(recall(...Array.from({ length: 100 }, () => line))).split('\n');
    expect(lines).toHaveLength(Math.floor(65_536 / Buffer.byteLength(`[${TIME}][ann]:${line}\n`)));
    const most = 65_536 - `[${TIME}][ann]:\n`.length;
    expect(recall('one', 'x'.repeat(most))).toBe(`[${TIME}][ann]:${'x'.repeat(most)}`);
    expect(recall('one', 'x'.repeat(most + 1))).toBe('');
  });

  describe('entered', () => {
    /** Of a thousand bytes as JSON, and a few more. */
    const long = Array.from({ length: 100 }, () => 'x'.repeat(1000));
    const enter = (more: object): Record<string, unknown> =>
      parsed(dialect.write({ ...facts.entered, ...more }, AT))[0] ?? {};
    const seqs = ({ history }: Record<string, unknown>) =>
      (history as readonly { readonly seq: number }[]).map(({ seq }) => seq);

    it('has the messages of the room in order', () => {
      expect(enter({ history: historyOf(['one', 'two']) })).toMatchObject({
        history: [JSON.parse(said(1, 'one')), JSON.parse(said(2, 'two'))],
        complete: true,
      });
    });

    it('has only the last messages, up to 64 KiB', () => {
      const answer = enter({ history: historyOf(long) });
      const shown = seqs(answer);
      expect(shown).toEqual(Array.from({ length: shown.length }, (_, n) => 101 - shown.length + n));
      expect(shown.length).toBeGreaterThan(50);
      expect(JSON.stringify(answer.history).length).toBeLessThanOrEqual(65_536);
      expect(answer.complete).toBe(true);
    });

    it('counts them in bytes', () => {
      const answer = enter({ history: historyOf(Array.from({ length: 100 }, () => '\u20ac'.repeat(1000))) });
      expect(Buffer.byteLength(JSON.stringify(answer.history))).toBeLessThanOrEqual(65_536);
      expect(seqs(answer).length).toBeGreaterThan(15);
    });

    it('has no messages when one alone is too long', () => {
      const history = historyOf(['one', 'x'.repeat(65_536)]);
      expect(enter({ history })).toMatchObject({ history: [], complete: true });
      expect(enter({ history, after: 1 })).toMatchObject({ history: [], complete: false });
      expect(enter({ history, after: 2 })).toMatchObject({ history: [], complete: true });
    });

    it.each([
      { after: 0, shown: [1, 2, 3, 4, 5], complete: true },
      { after: 3, shown: [4, 5], complete: true },
      { after: 5, shown: [], complete: true },
      { after: 99, shown: [], complete: true },
      { after: -1, shown: [1, 2, 3, 4, 5], complete: false },
    ])('has the messages after $after of all there were', ({ after, shown, complete }) => {
      const answer = enter({ history: historyOf(['1', '2', '3', '4', '5']), after });
      expect([seqs(answer), answer.complete]).toEqual([shown, complete]);
    });

    it.each([
      { after: 1, shown: [3, 4, 5], complete: false },
      { after: 2, shown: [3, 4, 5], complete: true },
      { after: 4, shown: [5], complete: true },
      { after: -1, shown: [3, 4, 5], complete: false },
      { after: undefined, shown: [3, 4, 5], complete: true },
    ])('reports whether memory has everything after $after', ({ after, shown, complete }) => {
      const answer = enter({
        history: historyOf(['1', '2', '3', '4', '5'], 3),
        ...(after !== undefined && { after }),
      });
      expect([seqs(answer), answer.complete]).toEqual([shown, complete]);
    });

    it('is incomplete when the 64 KiB cut off a missed message', () => {
      const history = historyOf(long);
      const first = seqs(enter({ history }))[0] ?? 0;
      const complete = (after: number) => enter({ history, after }).complete;
      expect([complete(first - 2), complete(first - 1), complete(first)]).toEqual([false, true, true]);
    });
  });

  describe('history', () => {
    const recall = (history: ReturnType<typeof historyOf>): Record<string, unknown> =>
      parsed(dialect.write(recallOf(history), AT))[0] ?? {};

    it('is complete when nothing came before it', () => {
      expect(recall(historyOf(['1', '2', '3']))).toMatchObject({ complete: true });
      expect(recall(historyOf(['1', '2', '3'], 2))).toMatchObject({ complete: false });
      expect(recall(historyOf(Array.from({ length: 9 }, () => 'x'.repeat(10_000))))).toMatchObject({
        complete: false,
      });
    });
  });

  it('has the last 64 KiB of a history, in bytes', () => {
    const history = historyOf(Array.from({ length: 100 }, () => '\u20ac'.repeat(1000)));
    const [answer] = parsed(dialect.write(recallOf(history), AT));
    expect(Buffer.byteLength(JSON.stringify(answer?.history))).toBeLessThanOrEqual(65_536);
    expect(answer).toMatchObject({ complete: false });
    expect((answer?.history as readonly unknown[]).length).toBeGreaterThan(15);
  });

  /** Any text at all: control characters, lone surrogates, what JSON has to escape. */
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('{', '}', '"', ':', ',', 'type', 'say', '[', '\\', '\n', '\u2028', '\ud800'),
    }),
  );

  it('answers any line at any stage with a command, and never throws', () => {
    const request = fc
      .record(
        {
          type: fc.constantFrom('enter', 'say', 'tell', 'topic', 'history', 'command', 'leave', 'wibble'),
          id: fc.oneof(fc.jsonValue(), fc.string()),
          name: fc.oneof(fc.jsonValue(), fc.string()),
          text: fc.oneof(fc.jsonValue(), fc.string()),
          line: fc.oneof(
            fc.jsonValue(),
            fc.string().map((text) => `/${text}`),
          ),
          after: fc.oneof(fc.jsonValue(), fc.record({ log: fc.string(), seq: fc.integer() })),
        },
        { requiredKeys: [] },
      )
      .map((each) => JSON.stringify(each));
    const stage = fc.constantFrom('password' as const, 'name' as const, 'entered' as const);
    fc.assert(
      fc.property(stage, fc.oneof(anyText, fc.json(), request), (where, line) => {
        const asked = dialect.read(where, line);
        expect(asked?.kind).toEqual(expect.any(String));
        if (asked?.kind === 'reply') expect(parsed(dialect.write(asked.fact, AT, asked.id))).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  it('writes any text in one line of JSON, the type first', () => {
    const tell: readonly ((text: string) => ChatEvent)[] = [
      (text) => messageOf(text),
      (text) => ({ ...facts.acted, text }),
      (text) => ({ ...facts.told, text }),
      (text) => ({ ...facts.topic, text }),
      (text) => ({ ...facts.topicIs, text }),
    ];
    fc.assert(
      fc.property(anyText, fc.constantFrom(...tell), (text, make) => {
        const line = dialect.writeOwn(make(text), AT, '"r1"');
        expect(line).toMatch(/^\{"type":"[a-z]+",[^\n]*\}\n$/);
        expect(JSON.parse(line)).toMatchObject({ text, id: 'r1' });
      }),
    );
  });
});

describe('messageLines', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('"', '\\', '\ud800', '\u0001', '😀', '\u2028'),
  );
  const said = (from: string, room: string) => (text: string, index: number) =>
    ({ kind: 'said', seq: index + 1, at: 1_700_000_000_123, client: 'a', from, room, text }) as const;

  it('are what JSON.stringify makes of each message, whatever its texts are', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.array(anyText, { maxLength: 5 }), (from, room, texts) => {
        const messages = texts.map(said(from, room));
        const expected = messages.map((message) => `${JSON.stringify(messageObject(message))}\n`).join('');
        expect(messageLines(messages)).toBe(expected);
      }),
      runs(500),
    );
  });
});
