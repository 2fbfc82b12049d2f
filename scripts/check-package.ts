/**
 * Packs the package once, without a build, and has two tools look at it: publint, whether what `package.json` names is
 * there and of the right form, and Are The Types Wrong, whether its types resolve as its code does.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

const pack = (): Uint8Array<ArrayBuffer> => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-pack-'));
  try {
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const said = execFileSync('npm', args, { cwd: root, encoding: 'utf8' });
    const [{ filename }] = JSON.parse(said) as [{ filename: string }];
    return new Uint8Array(readFileSync(join(folder, filename)));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const lint = async (tarball: Uint8Array<ArrayBuffer>): Promise<readonly string[]> => {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: tarball.buffer } });
  return messages.map((message) => formatMessage(message, pkg) ?? message.code);
};

/** Node 10 knows no `exports`, and none of it is left. */
const wrongTypes = async (tarball: Uint8Array): Promise<readonly string[]> => {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const result = await checkPackage(createPackageFromTarballData(tarball));
  if (result.types === false) return ['the package has no types'];
  return result.problems
    .filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'))
    .map((problem) => `types: ${JSON.stringify(problem)}`);
};

const check = async (): Promise<void> => {
  const tarball = pack();
  const wrong = [...(await lint(tarball)), ...(await wrongTypes(tarball))];
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exitCode = 1;
};

void check();
