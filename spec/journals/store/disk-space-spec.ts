import { tmpdir } from 'node:os';
import { DiskSpace } from '../../../src/journals/store/disk-space';

const LARGER_THAN_ANY_DISK = 2 ** 62;

describe('DiskSpace', () => {
  it('is there for little, and not for more than the disk has', () => {
    const space = new DiskSpace(tmpdir());
    expect(space.tryReserve(100)).toBe(true);
    expect(space.tryReserve(LARGER_THAN_ANY_DISK)).toBe(false);
  });

  it('is there again after something that was too large', () => {
    const space = new DiskSpace(tmpdir());
    space.tryReserve(LARGER_THAN_ANY_DISK);
    expect(space.tryReserve(100)).toBe(true);
  });
});
