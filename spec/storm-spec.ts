import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

describe('a storm: 100 clients, 10 senders', () => {
  it('loses nothing, and delivers many times what one write a line a client does', async () => {
    const root = join(__dirname, '..');
    const { stdout } = await promisify(execFile)(
      'npx',
      ['tsx', 'scripts/storm/storm.ts', '--rounds', '1', '--lines', '1000'],
      {
        cwd: root,
      },
    );
    expect(stdout.match(/ 0 missing/g)).toHaveLength(2);
    expect(Number(/rx-chat \/ plain net: ([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(5);
  }, 90_000);
});
