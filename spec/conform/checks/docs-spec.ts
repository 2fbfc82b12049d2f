import { readFileSync } from 'node:fs';
import { profiles } from '../../../src/conform';

/** The parts of the page, by their heading. */
const parts = new Map(
  readFileSync('docs/conformance.md', 'utf8')
    .split(/^## /m)
    .map((part) => [part.split('\n', 1)[0] ?? '', part]),
);

/** The first two columns of the tables in a part. */
const rowsOf = (part: string) =>
  [...part.matchAll(/^\| `([a-z0-9-]+)` +\| (.*?) +\|$/gm)].map(([, id, rule]) => ({ id, rule }));

describe('docs/conformance.md', () => {
  it.each(Object.entries(profiles))('has the rules of %s, each in its words', (name, profile) => {
    expect(rowsOf(parts.get(`\`${name}\``) ?? '')).toEqual(
      profile().checks.map(({ id, rule }) => ({ id, rule })),
    );
  });
});
