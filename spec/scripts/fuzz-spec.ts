import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

describe('20,000 random and mutated inputs through real sockets', () => {
  it('end no server, lose no line of a bystander, and put nothing unprintable on a wire', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'scripts/fuzz.ts', '--inputs', '20000', '--seed', '7'],
      { cwd: join(__dirname, '../..') },
    );
    const numbers = (stdout.split('\n')[2] ?? '').split('|').map((cell) => Number(cell.replaceAll(',', '')));
    const [, inputs, , sent, received, said, lost, altered, violations] = numbers;
    expect(inputs).toBeGreaterThanOrEqual(20_000);
    expect(sent).toBeGreaterThan(1_000_000);
    expect(received).toBeGreaterThan(1_000_000);
    expect(said).toBeGreaterThan(100);
    expect([lost, altered, violations]).toEqual([0, 0, 0]);
  }, 120_000);
});
