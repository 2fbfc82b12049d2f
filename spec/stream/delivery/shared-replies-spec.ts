import type { Fact } from '../../../src/chat';
import { jsonDialect } from '../../../src/dialects';
import { answerOf, isShared } from '../../../src/stream/delivery/shared-replies';
import { plainDialect } from '../../helpers/plain-dialect';

const members: Fact = { kind: 'members', room: 'x', members: [{ name: 'ann', since: 0 }] };
const text = (answer: ReturnType<typeof answerOf>) => answer && `${answer.bytes.toString()}${answer.end}`;

describe('answerOf', () => {
  it('makes one Buffer of a list for all who ask at a time, each with its id', () => {
    const json = jsonDialect({ version: '1', log: 'x' });
    const ids = ['1', '2', '"a"', '/3', '/"b"', '/', undefined];
    const answers = ids.map((id) => answerOf(json, members, 5, id));
    expect(answers.map(text)).toEqual(ids.map((id) => json.write(members, 5, id)));
    expect(new Set(answers.map((answer) => answer?.bytes)).size).toBe(3);
    expect(answers.every((answer) => answer && isShared(answer.bytes))).toBe(true);
    expect(isShared(Buffer.from('x'))).toBe(false);
  });

  it('makes another one at another time', () => {
    const plain = plainDialect();
    const [one, other] = [answerOf(plain, members, 5), answerOf(plain, members, 6)];
    expect([one?.bytes === other?.bytes, text(one), text(other)]).toEqual([false, 'members\n', 'members\n']);
  });

  it('is none where the dialect puts the id elsewhere', () => {
    expect(answerOf(plainDialect(), members, 5, '7')).toBeUndefined();
  });
});
