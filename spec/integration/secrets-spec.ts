import { readdirSync, readFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { Subject } from 'rxjs';
import { createChat, diskJournal, type Chat, type LogRecord } from '../../src';
import { join, testClient, type TestClient } from '../../src/testing';
import { parseInput, mayContainSecret } from '../../src/web-client/input/parse-input';
import { serialize } from '../../src/web-client/state/persisted-state';
import { scratch } from '../helpers/scratch';
import { after, inside } from '../web-client/reduce-actions';

const SECRET = 'sesame';

/** Ways to write `/op SECRET` wrongly: each class of what is cleaned, or shows as nothing, or looks like a slash. */
const WAYS: readonly (readonly [string, string])[] = [
  ['a space', ` /op ${SECRET}`],
  ['forty spaces', `${' '.repeat(40)}/op ${SECRET}`],
  ['a tab', `\t/op ${SECRET}`],
  ['a no-break space', `\u00a0/op ${SECRET}`],
  ['an ideographic space', `\u3000/op ${SECRET}`],
  ['an em space', `\u2003/op ${SECRET}`],
  ['a blank of Braille', `\u2800/op ${SECRET}`],
  ['a filler of Hangul', `\u3164/op ${SECRET}`],
  ['a zero-width space', `\u200b/op ${SECRET}`],
  ['a joiner', `\u200d/op ${SECRET}`],
  ['a word joiner', `\u2060/op ${SECRET}`],
  ['a byte order mark', `\ufeff/op ${SECRET}`],
  ['a soft hyphen', `\u00ad/op ${SECRET}`],
  ['a variation selector', `\ufe0f/op ${SECRET}`],
  ['a mark of direction', `\u200f/op ${SECRET}`],
  ['an override of direction', `\u202e/op ${SECRET}`],
  ['an isolate', `\u2066/op ${SECRET}\u2069`],
  ['a separator of lines', `\u2028/op ${SECRET}`],
  ['a carriage return', `\r/op ${SECRET}`],
  ['a next line', `\x85/op ${SECRET}`],
  ['a NUL', `\0/op ${SECRET}`],
  ['Ctrl-L', `\f/op ${SECRET}`],
  ['a vertical tab', `\v/op ${SECRET}`],
  ['backspaces', `\b\b/op ${SECRET}`],
  ['DEL', `\x7f/op ${SECRET}`],
  ['a C1', `\x84/op ${SECRET}`],
  ['ESC alone', `\x1b/op ${SECRET}`],
  ['ESC and a bracket', `\x1b[/op ${SECRET}`],
  ['Alt and O', `\x1bO/op ${SECRET}`],
  ['Up', `\x1b[A/op ${SECRET}`],
  ['Up, in 8 bits', `\x9bA/op ${SECRET}`],
  ['a paste in brackets', `\x1b[200~/op ${SECRET}\x1b[201~`],
  ['F1', `\x1bOP/op ${SECRET}`],
  ['a title', `\x1b]0;title\x07/op ${SECRET}`],
  ['a control string', `\x1bPq\x1b\\/op ${SECRET}`],
  ['Up and a space', `\x1b[A /op ${SECRET}`],
  ['a pile of marks', `${'\u0301'.repeat(20)}/op ${SECRET}`],
  ['a pile of marks behind', `/op${'\u0301'.repeat(20)} ${SECRET}`],
  ['upper case', ` /OP ${SECRET}`],
  ['full width', `／ｏｐ\u3000${SECRET}`],
  ['a fraction slash', `\u2044op ${SECRET}`],
  ['a space within', `/ op ${SECRET}`],
  ['two slashes', `//op ${SECRET}`],
  ['three slashes', `///op ${SECRET}`],
  ['a zero-width space within', `/o\u200bp ${SECRET}`],
  ['a NUL within', `/o\0p ${SECRET}`],
  ['a zero-width space behind', `/op\u200b${SECRET}`],
  ['a no-break space behind', `/op\u00a0${SECRET}`],
  ['a colon', `/op: ${SECRET}`],
  ['nothing', `/op ${SECRET}`],
  ['a word to resume', ` /resume ${SECRET}`],
];

const TEXTS = WAYS.map(([, text]) => text);
const REFUSED = /begin with \/(?:op|resume), without a space/;

describe('a misspelled /op command', () => {
  const { path } = scratch();
  let chat: Chat;
  let ears: readonly TestClient[];
  const log: LogRecord[] = [];

  beforeEach(async () => {
    log.length = 0;
    const journal = await diskJournal({ folder: path('data') });
    chat = createChat({ journal, rate: 0, joinRate: 0, maxAnswers: 0, operatorSecret: 'another one' });
    chat.log$.subscribe((line) => log.push(line));
    ears = [await join(chat, 'ear'), ...['netcat', 'budget'].map((dialect) => testClient(chat, { dialect }))];
    ears[1]?.send('earn');
    ears[2]?.send('earb');
    await ears[1]?.seen('[earn]:');
    await ears[2]?.line('The room contains');
    const json = testClient(chat, { dialect: 'json' });
    json.send('{"type":"enter","name":"earj"}');
    await json.line('"entered"');
    ears = [...ears, json];
  });

  /** Nobody else has it, nor has the log, nor any file. */
  const expectKept = async (said = 'the end'): Promise<void> => {
    for (const ear of ears) {
      await ear.seen(said);
      expect(ear.text).not.toContain(SECRET);
    }
    expect(JSON.stringify(log)).not.toContain(SECRET);
    await chat.close();
    const files = readdirSync(path('data'));
    expect(files).not.toEqual([]);
    for (const file of files)
      expect([file, readFileSync(pathOf(path('data'), file)).includes(SECRET)]).toEqual([file, false]);
  };

  afterEach(() => chat.close());

  it.each([
    '',
    '/me ',
    '/topic ',
    '/msg ear ',
    '/kick ear ',
    '/nick ',
    '/join ',
    '/say ',
    '//',
    '/help ',
    '/ban ',
  ])('is not said in chat, after %j', async (before) => {
    const ann = await join(chat, 'ann');
    ann.send(...TEXTS.map((text) => before + text), 'the end');
    await expectKept();
  });

  it('is refused with the same line, whatever precedes it', async () => {
    const ann = await join(chat, 'ann');
    // Backspace and DEL erase what is before them, which is nothing: the line begins with its slash.
    for (const [what, text] of WAYS.slice(0, 37).filter(([, each]) => !/[\b\x7f]/.test(each))) {
      ann.send(text);
      expect([what, await ann.line()]).toEqual([what, '! begin with /op, without a space']);
    }
  });

  it.each(['netcat', 'budget'])('is not said in %s, which has no commands', async (dialect) => {
    const ann = testClient(chat, { dialect });
    ann.send('ann', ...TEXTS, 'the end');
    await expectKept();
    expect(ann.lines.filter((line) => REFUSED.test(line))).toHaveLength(TEXTS.length);
  });

  it.each([
    ['say', (text: string) => ({ text })],
    ['act', (text: string) => ({ text })],
    ['tell', (text: string) => ({ to: 'earj', text })],
    ['topic', (text: string) => ({ text })],
    ['rename', (name: string) => ({ name })],
    ['join', (room: string) => ({ room })],
    ['command', (line: string) => ({ line })],
    ['command', (text: string) => ({ line: `/me ${text}` })],
  ])('is not said in json, by %s', async (type, fields) => {
    const ann = testClient(chat, { dialect: 'json' });
    ann.send(
      '{"type":"enter","name":"ann"}',
      ...[...TEXTS, `\n/op ${SECRET}`, `\ud800/op ${SECRET}`].map((text) =>
        JSON.stringify({ type, ...fields(text) }),
      ),
      '{"type":"say","text":"the end"}',
    );
    await expectKept();
  });

  it('does not disconnect its client', async () => {
    const [ann, program] = [await join(chat, 'ann'), testClient(chat, { dialect: 'json' })];
    program.send(
      '{"type":"enter","name":"program"}',
      ...TEXTS.map((reason) => JSON.stringify({ type: 'leave', reason })),
      '{"type":"say","text":"not yet"}',
    );
    await ann.line('not yet');
    ann.send(...TEXTS.map((text) => `/quit ${text}`), 'the end');
    await expectKept();
  });

  it('is not said by the console, neither in one line nor after /op alone', async () => {
    const typed$ = new Subject<string>();
    let answers = '';
    chat.console(typed$).subscribe((text) => (answers += text));
    for (const text of [...TEXTS, '/op', SECRET, ' /op', SECRET, 'the end']) typed$.next(text);
    await expectKept();
    expect(answers).toContain('! the console needs no secret: the line after /op was not sent\n');
  });

  it('is no name, and is in no reply', async () => {
    const guests = [...TEXTS, `/op\n${SECRET}`, `/OP \n${SECRET}`, `/resume\n/op ${SECRET}`].map((text) => {
      const [guest, budget] = [testClient(chat), testClient(chat, { dialect: 'budget' })];
      guest.send(text);
      budget.send(text);
      guest.end();
      return [guest, budget];
    });
    const netcat = testClient(chat, { dialect: 'netcat' });
    netcat.send(...TEXTS);
    netcat.end();
    const all = [netcat, ...guests.flat()];
    await Promise.all(all.map(({ closed }) => closed));
    for (const { text } of all) expect(text).not.toContain(SECRET);
    const bob = await join(chat, 'bob');
    bob.send('the end');
    await expectKept();
  });

  it('is neither sent nor stored by the page', () => {
    const state = inside();
    for (const [what, text] of WAYS)
      for (const typed of [
        text,
        `/me ${text}`,
        `/msg bob ${text}`,
        `/topic ${text}`,
        `/quit ${text}`,
        `one\n${text}`,
      ]) {
        expect([typed, mayContainSecret(typed)]).toEqual([typed, true]);
        const composed = parseInput(typed);
        const requests = composed.flatMap((each) => (each.kind === 'request' ? [each.request] : []));
        const others = requests.filter(({ type }) => type !== 'command' && type !== 'who');
        expect([what, typed, JSON.stringify(others).includes(SECRET)]).toEqual([what, typed, false]);
        expect(serialize(after(state, { kind: 'submit', requests })) ?? '').not.toContain(SECRET);
      }
  });
});

describe('/op alone', () => {
  let chat: Chat;
  beforeEach(() => {
    chat = createChat({ rate: 0, joinRate: 0, operatorSecret: SECRET });
  });
  afterEach(() => chat.close());

  it('asks for the secret, and takes the next line for it', async () => {
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('/op');
    await ann.seen('[ENTER THE SECRET]: ');
    ann.send(SECRET, 'hi');
    await ann.line('* you are an operator');
    await bob.line('[ann]:hi');
    expect(bob.text).not.toContain(SECRET);
    expect(ann.text.split('\n').slice(-3).join('\n')).toMatch(
      /\n\[ENTER THE SECRET\]: \* you are an operator\n$/,
    );
  });

  it.each([
    ['a command', '/who', '! wrong operator secret'],
    ['a text', 'hello', '! wrong operator secret'],
    ['what is blank', '  ', '! the secret is missing: /op SECRET'],
    ['a line that is too long', 'x'.repeat(5000), '! the secret is missing: /op SECRET'],
  ])('takes %s for the secret, and says it to nobody', async (_, line, answer) => {
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('/op ', line, 'hi');
    await bob.line('[ann]:hi');
    expect(bob.lines.at(-2)).toMatch('pick up here later');
    await ann.line(answer);
  });

  it.each([
    ['there are no operators', undefined, [], 'this server has no operators'],
    ['there were too many tries', SECRET, ['/op 1', '/op 2', '/op 3'], 'too many tries'],
  ])('asks for the secret also when %s, since it may be on its way', async (_, secret, before, answer) => {
    const other = createChat({ rate: 0, ...(secret !== undefined && { operatorSecret: secret }) });
    const [ann, bob] = [await join(other, 'ann'), await join(other, 'bob')];
    ann.send(...before, '/op', SECRET, 'hi');
    await ann.line(`! ${answer}`);
    await bob.line('[ann]:hi');
    expect(bob.text).not.toContain(SECRET);
    await other.close();
  });

  it('at the name prompt is too early, and the secret becomes no name', async () => {
    const ann = testClient(chat);
    ann.send('/op', SECRET, `/op ${SECRET}`, 'ann');
    await ann.line('! enter a name first');
    await ann.line('! enter a name first');
    await ann.line('* welcome, ann');
  });

  it('does not work in json, where the secret is in the same object', async () => {
    const ann = testClient(chat, { dialect: 'json' });
    ann.send('{"type":"enter","name":"ann"}', '{"type":"command","line":"/op"}', '{"type":"who","id":1}');
    await ann.line('the secret is missing');
    await ann.line('"members"');
  });
});

describe('a command after removed characters', () => {
  it.each(['\x1b[A', '\x1b[200~', '\0', '\f', '\x1bOP', '\u202e'])(
    'is a command after %j',
    async (before) => {
      const chat = createChat({ rate: 0, joinRate: 0 });
      const [ann, bob, cid] = [await join(chat, 'ann'), await join(chat, 'bob'), await join(chat, 'cid')];
      ann.send(`${before}/msg bob psst`, 'the end');
      await bob.line('[ann -> bob]:psst');
      await cid.line('the end');
      expect(cid.text).not.toContain('psst');
      await chat.close();
    },
  );

  it.each([' ', '\t', '\u00a0', '\u200b', '\x1b[A '])(
    'is refused after %j, which is visible',
    async (before) => {
      const chat = createChat({ rate: 0, joinRate: 0 });
      const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
      ann.send(`${before}/MSG bob psst`, `${before}/usr/bin`, `${before}/etc is full`);
      await ann.line('! begin with /msg, without a space');
      await bob.line('/usr/bin');
      await bob.line('/etc is full');
      expect(bob.text).not.toContain('psst');
      await chat.close();
    },
  );
});
