import type { ChatEvent } from '../../../src/chat';
import { jsonDialect } from '../../../src/dialects';
import { sharedReply, isSharedChunk } from '../../../src/stream/delivery/shared-replies';
import { plainDialect } from '../../helpers/plain-dialect';

const members: ChatEvent = { kind: 'members', room: 'x', members: [{ name: 'ann', since: 0 }] };
const text = (answer: ReturnType<typeof sharedReply>) => answer && `${answer.bytes.toString()}${answer.end}`;

describe('sharedReply', () => {
  it('encodes a list once for all who ask at a time, each with its own id', () => {
    const json = jsonDialect({ version: '1', log: 'x' });
    const ids = ['1', '2', '"a"', '/3', '/"b"', '/', undefined];
    const answers = ids.map((id) => sharedReply(json, members, 5, id));
    expect(answers.map(text)).toEqual(ids.map((id) => json.write(members, 5, id)));
    expect(new Set(answers.map((answer) => answer?.bytes)).size).toBe(3);
    expect(answers.every((answer) => answer && isSharedChunk(answer.bytes))).toBe(true);
    expect(isSharedChunk(Buffer.from('x'))).toBe(false);
  });

  it('encodes it again at another time', () => {
    const plain = plainDialect();
    const [one, other] = [sharedReply(plain, members, 5), sharedReply(plain, members, 6)];
    expect([one?.bytes === other?.bytes, text(one), text(other)]).toEqual([false, 'members\n', 'members\n']);
  });

  it('is undefined when the dialect puts the id elsewhere', () => {
    expect(sharedReply(plainDialect(), members, 5, '7')).toBeUndefined();
  });
});
