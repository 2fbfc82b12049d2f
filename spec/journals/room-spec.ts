import { tmpdir } from 'node:os';
import { Room } from '../../src/journals/room';

const LARGER_THAN_ANY_DISK = 2 ** 62;

describe('the room on a disk', () => {
  it('is there for little, and not for more than the disk has', () => {
    const room = new Room(tmpdir());
    expect(room.has(100)).toBe(true);
    expect(room.has(LARGER_THAN_ANY_DISK)).toBe(false);
  });

  it('is there again after something that was too large', () => {
    const room = new Room(tmpdir());
    room.has(LARGER_THAN_ANY_DISK);
    expect(room.has(100)).toBe(true);
  });
});
