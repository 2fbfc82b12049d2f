/**
 * Makes `dist/web` of `src/web-client`: files that a strict Content-Security-Policy lets through, with nothing inline and
 * nothing from elsewhere, and a hash in the name of each that may be kept for ever.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';

const FROM = join(__dirname, '../src/web-client');
const TO = join(__dirname, '../dist/web');

/** What `index.html` refers to. */
const FILES = ['favicon.svg', 'styles.css', 'main.tsx'];

const bundle = (): Metafile =>
  buildSync({
    absWorkingDir: FROM,
    entryPoints: FILES,
    outdir: TO,
    entryNames: 'assets/[name]-[hash]',
    loader: { '.svg': 'copy' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
    metafile: true,
  }).metafile;

/** The address in the page of what was made of a file. */
const addressOf = ({ outputs }: Metafile, file: string): string => {
  const [path] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === file) ?? [];
  if (path === undefined) throw new Error(`nothing was made of ${file}`);
  return `./${relative(TO, join(FROM, path))}`;
};

/** The page, with the names of what was made instead of those of what it was made of. */
const page = (made: Metafile): string =>
  FILES.reduce(
    (html, file) => html.replace(`"./${file}"`, `"${addressOf(made, file)}"`),
    readFileSync(join(FROM, 'index.html'), 'utf8'),
  );

rmSync(TO, { recursive: true, force: true });
const made = bundle();
writeFileSync(join(TO, 'index.html'), page(made));
