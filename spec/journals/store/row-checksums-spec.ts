import { addChecksum, ChecksumReader } from '../../../src/journals/store/row-checksums';
import { decodeFormat, encodeFormat } from '../../../src/journals/store/format';
import { seeded } from '../../helpers/random';

const json = Buffer.from('[{"seq":1,"at":5}]');

describe('a row with a checksum', () => {
  const seals = new ChecksumReader({ format: 2 });

  it('is opened as what was sealed', () => {
    const row = addChecksum('index', ['lobby', 7], json);
    expect(Buffer.from(seals.verify('index', ['lobby', 7], row)).equals(json)).toBe(true);
  });

  it('is damaged once any bit of it has changed', () => {
    const row = addChecksum('batches', [7], json);
    for (let bit = 0; bit < row.length * 8; bit++) {
      const changed = Buffer.from(row);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => seals.verify('batches', [7], changed)).toThrow(
        /^it(s checksum is wrong| has no checksum)$/,
      );
    }
  });

  it('is damaged once it has been cut, or bytes of it are others', () => {
    const row = addChecksum('batches', [7], json);
    const { below } = seeded(1);
    for (let length = 0; length < row.length; length++)
      expect(() => seals.verify('batches', [7], row.subarray(0, length))).toThrow();
    for (let round = 0; round < 1000; round++) {
      const changed = Buffer.from(row);
      const at = below(row.length);
      for (let index = at; index < Math.min(row.length, at + 1 + below(9)); index++)
        changed[index] = below(256);
      if (!changed.equals(row)) expect(() => seals.verify('batches', [7], changed)).toThrow();
    }
  });

  it('is damaged where another row belongs', () => {
    expect(() => seals.verify('batches', [8], addChecksum('batches', [7], json))).toThrow(
      'its checksum is wrong',
    );
    expect(() => seals.verify('states', ['den', 7], addChecksum('index', ['den', 7], json))).toThrow();
    expect(() =>
      seals.verify('states', ['base', 'state'], addChecksum('states', ['head', 'state'], json)),
    ).toThrow();
  });

  it('says which row is damaged, in words that steer no terminal', () => {
    const row = (key: string) => () => seals.verify('index', [key, 7], json);
    expect(row('den')).toThrow(
      expect.objectContaining({ where: 'the index of room den at entry 7' }) as Error,
    );
    expect(row('\x1b[2J')).toThrow(
      expect.objectContaining({ where: 'the index of room  at entry 7' }) as Error,
    );
  });
});

describe('a row of before there were checksums', () => {
  it('is taken as it is in a file of format 1', () => {
    const seals = new ChecksumReader({ format: 1 });
    for (const table of ['batches', 'index', 'states', 'deleted', 'count'] as const)
      expect(seals.verify(table, ['x', 1], json)).toBe(json);
  });

  it('is taken up to the last batch of that time only, and nowhere else', () => {
    const seals = new ChecksumReader({ format: 2, plain: 7 });
    expect(seals.verify('batches', [7], json)).toBe(json);
    expect(seals.verify('index', ['den', 7], json)).toBe(json);
    for (const [table, ...key] of [
      ['batches', 8],
      ['index', 'den', 8],
      ['states', 'head', 'state'],
      ['deleted', 'ann'],
      ['count'],
    ] as const)
      expect(() => seals.verify(table, key, json)).toThrow('it has no checksum');
  });
});

describe('what a file says of itself', () => {
  const format = { format: 2, log: '3b8c3c3d', plain: 12 };

  it('is read as it was written', () => {
    expect(decodeFormat(encodeFormat(format))).toEqual(format);
    expect(decodeFormat(encodeFormat({ format: 2, log: 'x' }))).toEqual({ format: 2, log: 'x' });
    expect(decodeFormat(Buffer.from('{"format":1,"log":"x"}'))).toEqual({ format: 1, log: 'x' });
  });

  it('makes no sense once a letter of it has changed, or its format is none', () => {
    const changed = (from: string, to: string) =>
      decodeFormat(Buffer.from(encodeFormat(format).toString().replace(from, to)));
    expect(changed('3b8c', '3b8d')).toBeUndefined();
    expect(changed('12', '13')).toBeUndefined();
    expect(changed('"sum"', '"som"')).toBeUndefined();
    for (const bad of [0, -1, 1.5, '"1"', null])
      expect(decodeFormat(Buffer.from(`{"format":${String(bad)},"log":"x"}`))).toBeUndefined();
  });
});
