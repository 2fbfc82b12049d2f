import { isEntry, redactPrivateText, type Entry } from '../../../src/chat';
import { items, posts, tagged } from '../../helpers/apply-commands';

const { enter, say, tell, who } = posts;

const entryOf = (post: ReturnType<typeof say>): Entry => {
  const [entry] = items([post]).filter(isEntry);
  if (!entry) throw new Error('that was a question');
  return entry;
};

describe('redactPrivateText', () => {
  it('keeps only the place of a private message', () => {
    const entry = entryOf(tagged('x', tell('a', 'bob', 'psst')));
    expect(redactPrivateText(entry)).toEqual({ seq: 1, at: 0, client: '', command: { kind: 'withheld' } });
  });

  it.each([enter('a', 'ann'), say('a', 'hi')])('leaves every other command as it is', (post) => {
    const entry = entryOf(post);
    expect(redactPrivateText(entry)).toBe(entry);
  });
});

describe('isEntry', () => {
  it('tells entries from read commands', () => {
    expect(items([say('a', 'hi'), who('a')]).map(isEntry)).toEqual([true, false]);
  });
});
