import { isEntry, redactPrivateText, type Entry } from '../../../src/chat';
import { items, posts, tagged } from '../../helpers/apply-commands';

const { enter, say, tell, who } = posts;

const entryOf = (post: ReturnType<typeof say>): Entry => {
  const [entry] = items([post]).filter(isEntry);
  if (!entry) throw new Error('that was a question');
  return entry;
};

describe('withoutTold', () => {
  it('leaves of what two tell each other the place, and nothing else', () => {
    const entry = entryOf(tagged('x', tell('a', 'bob', 'psst')));
    expect(redactPrivateText(entry)).toEqual({ seq: 1, at: 0, client: '', command: { kind: 'withheld' } });
  });

  it.each([enter('a', 'ann'), say('a', 'hi')])('leaves every other order as it is', (post) => {
    const entry = entryOf(post);
    expect(redactPrivateText(entry)).toBe(entry);
  });
});

describe('isEntry', () => {
  it('tells orders that were numbered from questions', () => {
    expect(items([say('a', 'hi'), who('a')]).map(isEntry)).toEqual([true, false]);
  });
});
