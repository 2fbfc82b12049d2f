import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const durability = async (...args: readonly string[]): Promise<readonly (readonly string[])[]> => {
  const script = ['--import', 'tsx', 'scripts/durability.ts', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, script, { cwd: join(__dirname, '../..') });
  return stdout
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
};

/** Short runs. It exits with 1, and so rejects, if something did not hold; what can't be done here is skipped with a line. */
describe('a chat that is kept', () => {
  it('has all that anybody had seen after 3 kills, each line once, and in order', async () => {
    const rows = await durability('--only', 'kill', '--rounds', '3', '--writing', '300', '--start', '20000');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[2]).toMatch(/^3 kills/);
    expect(rows[0]?.[3]).toMatch(/^[\d,]{5,} lines received, [\d,]{4,} kept, 0 twice; /);
    expect(rows[0]?.[4]).toBe('ok');
  }, 60_000);

  it('loses nothing by those who read it beside the server, however slowly they open it', async () => {
    const [row] = await durability('--only', 'beside', '--rounds', '1');
    expect(row?.[4]).toMatch(/^(ok|skipped)$/);
    if (row?.[4] === 'skipped') process.stderr.write(`skipped: ${row[2] ?? ''}: ${row[3] ?? ''}\n`);
    else
      expect(row?.[3]).toMatch(/^[\d,]{2,} lines received, [\d,]{2,} kept; 5 readers told all that was seen/);
  }, 60_000);

  it('is opened whole or refused when its file is cut off, and tells why a folder is refused', async () => {
    const rows = await durability('--only', 'cut,refuse', '--cuts', '4', '--kinds', 'cut,random');
    expect(rows[0]?.[2]).toMatch(/^cut at a random byte, 4 times/);
    for (const row of rows) expect(row[4]).toMatch(/^(ok|skipped)$/);
    expect(rows.map((row) => row[2])).toContain('a second server on the folder');
  }, 60_000);

  it('stops with 1 on a full disk once it has told everybody, and has lost nothing', async () => {
    const rows = await durability('--only', 'full');
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row[4]).toMatch(/^(ok|skipped)$/);
      if (row[4] === 'skipped') process.stderr.write(`skipped: ${row[2] ?? ''}: ${row[3] ?? ''}\n`);
      else expect(row[3]).toMatch(/ 0 lost; ends with (1, told "DIR\/chat\.mdb can't be |SIGABRT, )/);
    }
  }, 60_000);
});
