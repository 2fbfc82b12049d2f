import { renameSync, rmSync } from 'node:fs';
import { FileIdentity } from '../../../src/journals/disk/file-identity';
import { scratch } from '../../helpers/scratch';

describe('Place', () => {
  const { path, file } = scratch();
  let ms = 0;
  const later = () => (ms += 1000);
  const place = () => new FileIdentity(file('chat.mdb', 'ours'), () => ms);

  it('is kept while the file is at its path, also with more in it', () => {
    const kept = place();
    file('chat.mdb', 'ours, and more');
    later();
    expect(kept.isUnchanged()).toBe(true);
  });

  it.each([
    ['removed', () => rmSync(path('chat.mdb'))],
    ['moved', () => renameSync(path('chat.mdb'), path('away'))],
    ['replaced', () => renameSync(file('other', ''), path('chat.mdb'))],
  ])('is not once that was %s, which is looked for once a second', (_, work) => {
    const kept = place();
    work();
    expect(kept.isUnchanged()).toBe(true);
    later();
    expect(kept.isUnchanged()).toBe(false);
  });
});
