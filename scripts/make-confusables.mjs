// Makes src/chat/confusables.ts, the look-alikes of Unicode Technical Standard 39, from an unpacked source of ICU:
//
//     node scripts/make-confusables.mjs path/to/icu > src/chat/confusables.ts
//
// ICU carries Unicode's own confusables.txt, unchanged, and the licence that it comes under. Run this on a Node whose
// `process.versions.unicode` is not older than the data: what may be left out is asked of its normalisation.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const LINE_WIDTH = 110;
const [, , icu] = process.argv;
if (icu === undefined) {
  console.error('usage: node scripts/make-confusables.mjs ICU > src/chat/confusables.ts');
  process.exit(2);
}

const bytes = readFileSync(join(icu, 'source/data/unidata/confusables.txt'));
const source = bytes.toString('utf8');
const version = /^# Version: (\S+)/m.exec(source)[1];
const [release] = readFileSync(join(icu, 'source/common/unicode/uvernum.h'), 'utf8').match(
  /(?<=U_ICU_VERSION ")[^"]+/,
);
const [licence] = readFileSync(join(icu, 'LICENSE'), 'utf8').split(
  /(?<=SPDX-License-Identifier: Unicode-3\.0)/,
);

const decode = (hex) => String.fromCodePoint(...hex.split(' ').map((point) => parseInt(point, 16)));

/** What compatibility decomposition changes cannot stand in a decomposed name: three fifths of the table. */
const isReachable = ([character]) => character.normalize('NFKD') === character;

/** White space parts the words of the result, and no name has any: separators, and a symbol or two drawn with a space. */
const isWord = (pair) => !/\s/u.test(pair.join(''));

const all = new Map(
  [...source.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+) ;/gm)].map(([, from, to]) => [decode(from), decode(to)]),
);

/** Unicode closes the table before it decomposes it: what is behind й would not be found behind its parts. */
const close = (prototype) => Array.from(prototype.normalize('NFD'), (part) => all.get(part) ?? part).join('');

const pairs = [...all]
  .filter(isReachable)
  .filter(isWord)
  .map(([character, prototype]) => [character, close(prototype)])
  .sort(([a], [b]) => a.codePointAt(0) - b.codePointAt(0));

const escape = (character) => {
  if (/[!-~]/.test(character) && !/[\\`$]/.test(character)) return character;
  const hex = character.codePointAt(0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
};

const encode = (pair) => Array.from(pair.join(''), escape).join('');

const wrap = (words) => {
  const lines = [''];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`.trimStart();
    if (line.length > LINE_WIDTH) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.join('\n');
};

const comment = (text) => text.trim().replace(/^/gm, ' * ').replace(/ +$/gm, '');

process.stdout.write(`/*
 * Made by scripts/make-confusables.mjs from Unicode's confusables.txt: change that, not this.
 *
 * Data: Unicode Security Mechanisms for UTS #39, version ${version}, as in ICU ${release}
 * SHA-256 of confusables.txt: ${createHash('sha256').update(bytes).digest('hex')}
 *
 * Licence of the data, which is that of Unicode:
 *
${comment(licence)}
 */

/**
 * The ${pairs.length} characters that UTS 39 maps to a prototype, in the order of their code points; those that NFKD changes are
 * left out, and white space. A word is a character and behind it its prototype, of one character or more.
 */
export const CONFUSABLES = \`
${wrap(pairs.map(encode))}
\`;
`);
