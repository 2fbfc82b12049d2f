import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Those that no other spec has. Slow readers and held senders are in slow-readers-spec. */
const FAULTS = [
  'endless line',
  'silent',
  'one byte a second',
  'connect and reset',
  'join and leave',
  'flood',
];

/** A short run: nothing lost, all back; how fast is for the long run to say. */
describe('a soak of a second a fault', () => {
  it('has every fault end well, and two bystanders lose nothing', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'scripts/soak.ts', '--seconds', '1', '--lenient', '--only', FAULTS.join(',')],
      { cwd: join(__dirname, '../..') },
    );
    const rows = stdout
      .split('\n')
      .slice(2)
      .filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(FAULTS.length);
    for (const row of rows) expect(row).toMatch(/\| *(\d+) \/ \1 \/ 0 \|.*\| ok *\|$/);
  }, 120_000);
});
