import { closeReason } from '../../../src/stream/contracts/close-reason';
import fc from 'fast-check';
import { emptyHistory, append } from '../../../src/chat/model/history';
import { ClientOutput } from '../../../src/stream/delivery/client-output';
import type { Dialect } from '../../../src/stream';
import { actionMark, Tape } from '../../../src/stream/delivery/tape';
import { testClock } from '../../../src/testing';
import { FakeConnection } from '../../helpers/fake-connection';
import { survivors } from '../../helpers/memory';
import { plainDialect } from '../../helpers/plain-dialect';

/** How many lines each gap was said to have. */
const counts: number[] = [];
beforeEach(() => (counts.length = 0));

const plain = plainDialect();
const dialect = plainDialect({
  write: (fact, at, id) => {
    if (fact.kind === 'skipped') counts.push(fact.count);
    return plain.write(fact, at, id);
  },
});

/** Something goes about everything that is written at once. */
const framed = plainDialect({ wrap: (name, at) => ({ prefix: '~', suffix: `[${at % 60_000}][${name}]:` }) });

const open = (id = 'ann', spoken: Dialect = dialect) => {
  const connection = new FakeConnection(id);
  const clock = testClock();
  return { connection, clock, sink: new ClientOutput(connection, spoken, { tape: 4 * 1024 * 1024, clock }) };
};

const publish = (tape: Tape, ...lines: readonly string[]): void => {
  for (const line of lines) tape.append(line);
  tape.publish();
};

const history = (...texts: readonly string[]) =>
  texts.reduce(
    (window, text, seq) =>
      append(window, { kind: 'said', seq, at: 0, client: 'x', from: 'x', room: 'lobby', text }, 9),
    emptyHistory,
  );

describe('ClientOutput', () => {
  describe('with events of others for a client that does not read', () => {
    /** A sink with a tape of 16 KiB may have 1 KiB of it: eight of these. */
    const stuck = () => {
      const connection = new FakeConnection('ann');
      const spoken = plainDialect({
        write: (fact) =>
          fact.kind === 'skipped' ? `-${fact.count} ${fact.of ?? 'lines'}\n` : `${fact.kind}\n`,
      });
      const sink = new ClientOutput(connection, spoken, { tape: 16_384, clock: testClock() });
      connection.full = true;
      sink.say('stuck\n');
      sink.flush();
      connection.writes.length = 0;
      return { connection, sink, tell: () => sink.watchBacklog('12345\n', 'told') };
    };

    it('retains a sixteenth of the room output, and reports the skipped lines once, where the gap begins', () => {
      const { connection, sink, tell } = stuck();
      const taken = Array.from({ length: 1000 }, () => tell());
      expect(taken.filter(Boolean)).toHaveLength(8);
      expect(taken.lastIndexOf(true)).toBe(7);
      sink.say('mine\n');
      tell();
      connection.full = false;
      connection.drain();
      expect(connection.text).toBe(`${'12345\n'.repeat(8)}-993 told\nmine\n`);
      expect(tell()).toBe(true);
    });

    it('counts everything but private messages as lines, and never pauses its client for them', () => {
      const { connection, sink } = stuck();
      for (let i = 0; i < 10; i++) sink.watchBacklog('12345\n');
      expect(sink.answers).toBe(0);
      connection.full = false;
      connection.drain();
      expect(connection.text).toBe(`${'12345\n'.repeat(8)}-2 lines\n`);
    });
  });

  it('is skipped forward while it lags, also when ignored clients keep returning', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    connection.full = true;
    publish(tape, 'stuck\n');
    const come = (times: number) => {
      for (let i = 0; i < times; i++) {
        publish(tape, 'x\n');
        sink.ignore([String(i)]);
      }
    };
    come(8000);
    expect(sink.behind).toBe(16_000);
    come(1000);
    expect(sink.behind).toBeLessThan(2000);
    connection.full = false;
    connection.drain();
    const heard = connection.text.match(/x\n/g)?.length ?? 0;
    expect(counts.reduce((sum, count) => sum + count, heard)).toBe(9000);
  });

  it('writes a turn in one write, as it is published', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    publish(tape, 'one\n', 'two\n');
    publish(tape, 'three\n');
    expect(connection.writes).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('writes its own text at its next flush, not before', () => {
    const { connection, sink } = open();
    sink.say('hello\n');
    expect(connection.writes).toEqual([]);
    sink.flush();
    expect(connection.writes).toEqual(['hello\n']);
  });

  it('leaves out the messages of its own client', () => {
    const { connection, sink } = open('ann');
    const tape = new Tape();
    sink.follow(tape);
    tape.append('mine\n', 'ann');
    tape.append('yours\n', 'bob');
    tape.publish();
    tape.append('mine\n', 'ann');
    tape.publish();
    expect(connection.writes).toEqual(['yours\n']);
  });

  it('leaves out the actions of its own client, and the messages of ignored clients from then on', () => {
    const { connection, sink } = open('ann');
    const tape = new Tape();
    sink.follow(tape);
    const talk = (n: number) => {
      for (const author of ['ann', actionMark('ann'), 'bob', actionMark('bob'), 'cid'])
        tape.append(`${author}${n}\n`, author);
    };
    talk(1);
    sink.ignore(['bob', 'dan']);
    talk(2);
    sink.ignore(['cid']);
    talk(3);
    tape.publish();
    talk(4);
    sink.ignore([]);
    tape.append('bob5\n', 'bob');
    tape.append('ann5\n', 'ann');
    tape.publish();
    expect(connection.writes).toEqual([
      'bob1\nbob*1\ncid1\nbob*2\ncid2\nbob3\nbob*3\n',
      'bob4\nbob*4\nbob5\n',
    ]);
  });

  it('leaves out ignored clients also in a room that it follows later', () => {
    const { connection, sink } = open('ann');
    const tape = new Tape();
    sink.ignore(['bob']);
    expect(sink.lag).toBe(0);
    sink.follow(tape);
    tape.append('bob\n', 'bob');
    tape.append('cid\n', 'cid');
    tape.publish();
    expect(connection.writes).toEqual(['cid\n']);
  });

  it('counts skipped lines without those of its own client and of the clients ignored at the time', () => {
    const { connection, sink } = open('ann');
    const tape = new Tape();
    const talk = () => {
      for (const author of ['ann', actionMark('ann'), 'bob', 'cid']) tape.append(`${author}\n`, author);
      tape.publish();
    };
    sink.follow(tape);
    connection.full = true;
    talk();
    talk();
    sink.ignore(['bob']);
    talk();
    sink.say('answer\n');
    talk();
    sink.dropBacklog();
    talk();
    sink.dropBacklog();
    connection.full = false;
    connection.drain();
    talk();
    expect(connection.writes).toEqual(['bob\ncid\n', 'skipped\nanswer\n', 'cid\n']);
    expect(counts).toEqual([2 + 1 + 1 + 1]);
  });

  it('reports no gap that holds no line for its client', () => {
    const { connection, sink } = open('ann');
    const tape = new Tape();
    sink.dropBacklog();
    sink.follow(tape);
    sink.dropBacklog();
    connection.full = true;
    publish(tape, 'one\n');
    tape.append('mine\n', 'ann');
    tape.publish();
    sink.dropBacklog();
    connection.full = false;
    connection.drain();
    publish(tape, 'two\n');
    expect([connection.writes, counts]).toEqual([['one\n', 'two\n'], []]);
  });

  it('counts its own text and waiting history as retained replies, but not the output of its room', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    connection.full = true;
    publish(tape, 'one\n');
    expect(sink.answers).toBe(0);
    publish(tape, 'two\n');
    sink.appendHistory(history('a', 'b', 'c'));
    sink.say('hä\n');
    sink.appendHistory(history('d'));
    expect(sink.answers).toBe(3 * 64 + 4 + 64);
    connection.full = false;
    connection.drain();
    expect(sink.answers).toBe(0);
  });

  it('writes to a client that joins inside a turn the history, the welcome, then the rest of the turn', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    tape.append('before\n');
    sink.appendHistory(history('once', 'twice'));
    sink.say('welcome\n');
    sink.follow(tape);
    tape.append('after\n');
    tape.publish();
    publish(tape, 'later\n');
    expect(connection.writes).toEqual(['once\ntwice\nwelcome\nafter\n', 'later\n']);
  });

  it('writes a reply at its place inside the turn', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    tape.append('before\n');
    sink.say('answer\n');
    tape.append('between\n');
    sink.say('another\n');
    tape.append('after\n');
    tape.publish();
    expect(connection.writes).toEqual(['before\nanswer\nbetween\nanother\nafter\n']);
  });

  it('writes nothing to a full connection, and everything in order after its drain', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    connection.full = true;
    publish(tape, 'one\n');
    publish(tape, 'two\n');
    sink.say('answer\n');
    publish(tape, 'three\n');
    expect(connection.writes).toEqual(['one\n']);
    connection.full = false;
    connection.drain();
    expect(connection.writes).toEqual(['one\n', 'two\nanswer\nthree\n']);
  });

  it('puts at most about 512 KiB into one write', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    const line = `${'x'.repeat(200 * 1024 - 1)}\n`;
    connection.full = true;
    for (let i = 0; i < 8; i++) publish(tape, line);
    connection.drain();
    connection.drain();
    expect(connection.writes.map((write) => write.length / line.length)).toEqual([1, 3, 3]);
  });

  it('lags by the queued bytes and by those its connection has buffered', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    connection.full = true;
    publish(tape, 'gone\n');
    connection.writableLength = 5;
    publish(tape, 'ä\n');
    sink.say('hi\n');
    publish(tape, 'b\n');
    expect(sink.lag).toBe(5 + 3 + 3 + 2);
  });

  it('reports the bytes that its client has taken, without the skipped ones', () => {
    const connection = new FakeConnection('ann');
    const tape = new Tape();
    const sink = new ClientOutput(connection, plainDialect(), { tape: 16_384, clock: testClock() });
    connection.full = true;
    sink.follow(tape);
    publish(tape, 'größe\n');
    connection.writableLength = 8;
    expect(sink.taken).toBe(0);
    connection.writableLength = 3;
    expect(sink.taken).toBe(5);
    publish(tape, 'a line that is lost\n');
    sink.dropBacklog();
    [connection.writableLength, connection.full] = [0, false];
    connection.drain();
    expect([sink.taken, connection.text]).toEqual([16, 'größe\nskipped\n']);
  });

  it('follows another room when told to', () => {
    const { connection, sink } = open();
    const [one, other] = [new Tape(), new Tape()];
    sink.follow(one);
    one.append('old\n');
    sink.follow(other);
    one.append('not this\n');
    other.append('new\n');
    one.publish();
    other.publish();
    expect(connection.text).toBe('old\nnew\n');
    expect([one.readers, other.readers]).toEqual([0, 1]);
  });

  it('flushes everything up to its end, then ends once, with its reason', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    connection.full = true;
    publish(tape, 'one\n');
    tape.append('two\n');
    sink.say('bye\n');
    sink.end(closeReason('quit', 'over'));
    sink.say('too late\n');
    sink.follow(tape);
    publish(tape, 'too late\n');
    expect([connection.writes, connection.ends, tape.readers]).toEqual([['one\n'], 0, 0]);
    connection.full = false;
    connection.drain();
    expect([connection.text, connection.ends, connection.cause]).toEqual(['one\ntwo\nbye\n', 1, 'over']);
  });

  it('ends at its next flush when there is nothing to flush', () => {
    const { connection, sink } = open();
    sink.end(closeReason('quit', 'over'));
    sink.flush();
    expect(connection.ends).toBe(1);
  });

  it('stops flushing after 5 s', () => {
    const { connection, sink, clock } = open();
    connection.full = true;
    sink.say('hello\n');
    sink.flush();
    sink.say('bye\n');
    sink.end(closeReason('quit', 'over'));
    sink.flush();
    clock.advance(4999);
    expect([connection.cause, connection.ends]).toEqual(['', 0]);
    clock.advance(1);
    expect([connection.cause, connection.ends]).toEqual(['flush timeout', 0]);
  });

  it.each([
    ['has ended', (sink: ClientOutput) => sink.flush()],
    ['is closed', (sink: ClientOutput) => sink.close()],
  ])('does not stop flushing once it %s', (_, settle) => {
    const { connection, sink, clock } = open();
    sink.end(closeReason('quit', 'over'));
    settle(sink);
    clock.advance(10_000);
    expect(connection.cause).not.toBe('flush timeout');
  });

  it('releases its room and writes no more after close', () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    connection.full = true;
    publish(tape, 'one\n');
    publish(tape, 'two\n');
    sink.close();
    connection.drain();
    publish(tape, 'three\n');
    expect([connection.writes, tape.readers]).toEqual([['one\n'], 0]);
  });

  describe('with a dialect that wraps each write', () => {
    /** One that is in, and stands at its prompt. */
    const enter = () => {
      const opened = open('ann', framed);
      const tape = new Tape();
      const { connection, sink } = opened;
      sink.setName('ann');
      sink.showPrompt();
      sink.follow(tape);
      sink.flush();
      connection.writes.length = 0;
      return { ...opened, tape };
    };
    const P = '[0][ann]:';

    it('does not wrap its own text before its client is in', () => {
      const { connection, sink } = open('ann', framed);
      sink.say('hello\n? ');
      sink.flush();
      sink.showPrompt();
      sink.flush();
      expect(connection.writes).toEqual(['hello\n? ']);
    });

    it('writes the history, then a prompt, and no blank line to a newcomer', () => {
      const { connection, sink } = open('ann', framed);
      const tape = new Tape();
      tape.append('before\n');
      sink.setName('ann');
      sink.appendHistory(history('once', 'twice'));
      sink.showPrompt();
      sink.follow(tape);
      tape.append('after\n');
      tape.publish();
      expect(connection.writes).toEqual([`once\ntwice\nafter\n${P}`]);
    });

    it('writes only a prompt to a newcomer when there is nothing else', () => {
      const { connection, sink } = open('ann', framed);
      sink.setName('ann');
      sink.showPrompt();
      sink.follow(new Tape());
      sink.flush();
      sink.flush();
      expect(connection.writes).toEqual([P]);
    });

    it('wraps each turn once', () => {
      const { connection, tape } = enter();
      publish(tape, 'one\n', 'two\n');
      publish(tape, 'three\n');
      expect(connection.writes).toEqual([`~one\ntwo\n${P}`, `~three\n${P}`]);
    });

    it('writes only a prompt after a line of its client', () => {
      const { connection, sink, tape } = enter();
      tape.append('mine\n', 'ann');
      sink.showPrompt();
      tape.publish();
      sink.flush();
      expect(connection.writes).toEqual([P]);
    });

    it('writes one prompt after a line of its client and lines of others', () => {
      const { connection, sink, tape } = enter();
      tape.append('mine\n', 'ann');
      tape.append('yours\n', 'bob');
      sink.showPrompt();
      tape.publish();
      sink.flush();
      expect(connection.writes).toEqual([`~yours\n${P}`]);
    });

    it('wraps a reply and its turn together', () => {
      const { connection, sink, tape } = enter();
      tape.append('one\n');
      sink.say('answer\n');
      sink.showPrompt();
      tape.append('two\n');
      tape.publish();
      sink.flush();
      expect(connection.writes).toEqual([`~one\nanswer\ntwo\n${P}`]);
    });

    it('writes nothing when there is nothing for its client', () => {
      const { connection, tape } = enter();
      tape.append('mine\n', 'ann');
      tape.publish();
      expect(connection.writes).toEqual([]);
    });

    it('writes no prompt to a full connection, and one after its drain', () => {
      const { connection, sink, tape } = enter();
      connection.full = true;
      publish(tape, 'one\n');
      sink.showPrompt();
      sink.flush();
      sink.showPrompt();
      sink.flush();
      expect([connection.writes, connection.overrun]).toEqual([[`~one\n${P}`], false]);
      connection.full = false;
      connection.drain();
      expect(connection.writes).toEqual([`~one\n${P}`, P]);
    });

    it('wraps several turns together for a client that lagged', () => {
      const { connection, tape } = enter();
      connection.full = true;
      for (const line of ['one\n', 'two\n', 'three\n']) publish(tape, line);
      connection.full = false;
      connection.drain();
      expect(connection.writes).toEqual([`~one\n${P}`, `~two\nthree\n${P}`]);
    });

    it('wraps each of the writes to a client that lagged far', () => {
      const { connection, tape } = enter();
      const line = `${'x'.repeat(200 * 1024 - 1)}\n`;
      connection.full = true;
      for (let i = 0; i < 6; i++) publish(tape, line);
      connection.full = false;
      connection.drain();
      expect(connection.writes.map((each) => each.replaceAll(line, 'x'))).toEqual([
        `~x${P}`,
        `~xxx${P}`,
        `~xx${P}`,
      ]);
    });

    it('passes the time of the write, and the current name', () => {
      const { connection, sink, clock, tape } = enter();
      clock.advance(5000);
      publish(tape, 'one\n');
      sink.setName('eve');
      clock.advance(1000);
      publish(tape, 'two\n');
      expect(connection.writes).toEqual(['~one\n[5000][ann]:', '~two\n[6000][eve]:']);
    });

    it('writes no prompt after the last write', () => {
      const { connection, sink, tape } = enter();
      tape.append('one\n');
      sink.say('bye\n');
      sink.showPrompt();
      sink.end(closeReason('quit', 'over'));
      tape.publish();
      sink.flush();
      expect([connection.writes, connection.ends]).toEqual([['~one\nbye\n'], 1]);
    });

    it('writes a prompt after a write that is not the last', () => {
      const { connection, sink, tape } = enter();
      const line = `${'x'.repeat(600 * 1024 - 1)}\n`;
      connection.full = true;
      for (let i = 0; i < 3; i++) publish(tape, line);
      sink.end(closeReason('quit', 'over'));
      connection.full = false;
      connection.drain();
      expect(connection.writes.map((each) => each.replace(line, 'x'))).toEqual([`~x${P}`, `~x${P}`, '~x']);
      expect(connection.ends).toBe(1);
    });

    it('writes no prompt to a client that is closing', () => {
      const { connection, sink } = enter();
      sink.showPrompt();
      sink.end(closeReason('quit', 'over'));
      sink.flush();
      expect([connection.writes, connection.ends]).toEqual([[], 1]);
    });
  });

  describe('with texts that are read asynchronously', () => {
    const settled = () => new Promise((resolve) => setImmediate(resolve));

    /** Texts of which each is there once it is let through; how many were asked for, and whether they were let go. */
    const reading = (...list: readonly (string | Error)[]) => {
      const state = { asked: 0, let: 0, over: false };
      let wake: () => void = () => undefined;
      const texts = async function* () {
        try {
          for (const [index, text] of list.entries()) {
            state.asked++;
            while (state.let <= index) await new Promise<void>((resolve) => (wake = resolve));
            if (typeof text !== 'string') throw text;
            yield text;
          }
        } finally {
          state.over = true;
        }
      };
      const pass = async (count = 1) => {
        state.let += count;
        wake();
        await settled();
      };
      return { texts: texts(), state, pass };
    };

    it('writes the text before them at once, and the text behind them after the last', async () => {
      const { connection, sink } = open();
      const tape = new Tape();
      const { texts, pass } = reading('old\n', 'older\n');
      sink.follow(tape);
      sink.say('before\n');
      sink.appendAsync(texts);
      sink.appendHistory(history('past'));
      sink.say('after\n');
      publish(tape, 'live\n');
      expect(connection.text).toBe('before\n');
      await pass();
      expect(connection.text).toBe('before\nold\n');
      publish(tape, 'more\n');
      await pass();
      expect(connection.text).toBe('before\nold\nolder\npast\nafter\nlive\nmore\n');
      publish(tape, 'last\n');
      expect(connection.text).toMatch(/more\nlast\n$/);
    });

    it('reads no further than its client takes', async () => {
      const { connection, sink } = open();
      const { texts, state, pass } = reading('one\n', 'two\n', 'three\n');
      const waits: boolean[] = [];
      sink.onBackpressure = (waiting) => waits.push(waiting);
      connection.full = true;
      sink.appendAsync(texts);
      sink.flush();
      await pass(3);
      expect([connection.writes, state.asked]).toEqual([['one\n'], 2]);
      await settled();
      expect(state.asked).toBe(2);
      connection.full = false;
      connection.drain();
      await settled();
      await settled();
      expect([connection.text, connection.overrun, state.over]).toEqual(['one\ntwo\nthree\n', false, true]);
      expect(waits.at(-1)).toBe(false);
    });

    it('counts them as unlimited retained replies until they are written', async () => {
      const { sink } = open();
      const { texts, pass } = reading('one\n');
      sink.appendAsync(texts);
      sink.flush();
      expect([sink.answers, sink.lag, sink.behind]).toEqual([Infinity, 0, 0]);
      await pass();
      expect(sink.answers).toBe(0);
    });

    it('continues with the text behind them after an error', async () => {
      const { connection, sink } = open();
      const { texts, pass } = reading('one\n', new Error('no such page'));
      sink.appendAsync(texts);
      sink.say('after\n');
      sink.flush();
      await pass(2);
      expect(connection.text).toBe('one\nafter\n');
    });

    it('keeps them when it skips the output of its room', async () => {
      const { connection, sink } = open();
      const tape = new Tape();
      const { texts, pass } = reading('one\n');
      sink.follow(tape);
      sink.appendAsync(texts);
      publish(tape, 'a\n', 'b\n');
      sink.dropBacklog();
      await pass();
      publish(tape, 'c\n');
      expect([connection.text, counts]).toEqual(['one\nskipped\nc\n', [2]]);
    });

    it('ends after them', async () => {
      const { connection, sink } = open();
      const { texts, pass } = reading('one\n');
      sink.appendAsync(texts);
      sink.end(closeReason('quit', 'quit'));
      sink.flush();
      expect(connection.ends).toBe(0);
      await pass();
      expect([connection.text, connection.ends]).toEqual(['one\n', 1]);
    });

    it('releases them and writes no more after close', async () => {
      const { connection, sink } = open();
      const { texts, state, pass } = reading('one\n', 'two\n');
      sink.appendAsync(texts);
      sink.flush();
      await pass();
      sink.close();
      await pass();
      expect([connection.text, state.over]).toEqual(['one\n', true]);
    });

    it('does not start reading them when it is already ending', async () => {
      const { sink } = open();
      const { texts, state } = reading('one\n');
      sink.end(closeReason('quit', 'quit'));
      sink.appendAsync(texts);
      sink.flush();
      await settled();
      expect(state.asked).toBe(0);
    });
  });

  it('ends only the connection whose write throws', () => {
    const tape = new Tape();
    const [bad, good] = [open('bad'), open('good')];
    bad.sink.follow(tape);
    good.sink.follow(tape);
    bad.connection.fault = new Error('broken');
    publish(tape, 'hi\n');
    expect(bad.connection.cause).toBe('Error: broken');
    expect(good.connection.writes).toEqual(['hi\n']);
  });

  it('retains nothing that it has written', async () => {
    const { connection, sink } = open();
    const tape = new Tape();
    sink.follow(tape);
    connection.full = true;
    publish(tape, 'one\n');
    publish(tape, 'two\n');
    publish(tape, 'three\n');
    connection.full = false;
    connection.drain();
    expect(connection.pieces).toHaveLength(3);
    expect(await survivors(connection.pieces)).toBe(0);
    publish(tape, 'four\n');
    expect(connection.text).toBe('one\ntwo\nthree\nfour\n');
  });

  it('writes what a naive model predicts, to many readers and in any turns', () => {
    const reader = fc.constantFrom('a', 'b', 'c', 'd');
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('line'), reader }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('join'), reader }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer'), reader }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('finish'), reader }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('publish'), reader }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('stop'), reader }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('drain'), reader }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
        const tape = new Tape();
        const room = new Map(['a', 'b', 'c', 'd'].map((id) => [id, new Reader(id)]));
        const all = [...room.values()];
        for (const [at, { kind, reader: id }] of acts.entries()) {
          const one = room.get(id);
          if (!one) continue;
          if (kind === 'line') {
            // Of several bytes a character, so that counting anything else shows.
            tape.append(`${id} says ${at} ä€\n`, id);
            for (const other of all) if (other !== one) other.hear(`${id} says ${at} ä€\n`);
          } else if (kind === 'publish') {
            tape.publish();
            for (const other of all) other.sink.flush();
          } else {
            one.act(kind, at, tape);
          }
        }
        tape.publish();
        for (const each of all) each.check();
      }),
    );
  });
});

/** A reader, and the naive model of what it is to read. */
class Reader {
  readonly connection: FakeConnection;
  readonly sink: ClientOutput;
  #in = false;
  #finished = false;
  #expected = '';

  constructor(id: string) {
    this.connection = new FakeConnection(id);
    this.sink = new ClientOutput(this.connection, dialect, { tape: 4 * 1024 * 1024, clock: testClock() });
  }

  hear(line: string): void {
    if (this.#in && !this.#finished) this.#expected += line;
  }

  act(kind: string, at: number, tape: Tape): void {
    if (kind === 'stop') this.connection.full = true;
    if (kind === 'drain') this.#drain();
    if (kind === 'answer') this.#answer(`answer ${at}\n`);
    if (kind === 'finish') {
      this.#finished = true;
      this.sink.end(closeReason('quit', 'over'));
    }
    if (kind === 'join' && !this.#in) {
      this.#answer(`welcome ${at}\n`);
      this.sink.follow(tape);
      this.#in = true;
    }
  }

  check(): void {
    this.#drain();
    this.sink.flush();
    const { text, writes, overrun, ends } = this.connection;
    expect(text).toBe(this.#expected);
    expect(writes.every((write) => write.endsWith('\n'))).toBe(true);
    expect([overrun, ends > 0]).toEqual([false, this.#finished]);
  }

  #answer(text: string): void {
    this.sink.say(text);
    if (!this.#finished) this.#expected += text;
  }

  #drain(): void {
    this.connection.full = false;
    this.connection.drain();
  }
}
