import type { Result } from '../runner/check';
import { countResults } from './text-report';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 cannot represent. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escape = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (char) => entities[char] ?? char);

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ending = (result: Result): string => {
  if (result.kind === 'passed') return '';
  if (result.kind === 'skipped') return `<skipped message="${escape(result.because)}"/>`;
  const { expected, came } = result;
  const text = expected === '' ? came : `expected  ${expected}\ncame      ${came}`;
  return `<failure message="${escape(result.came)}">${escape(text)}</failure>`;
};

const testcase = (suite: string, result: Result): string => {
  const { check, ms } = result;
  const name = escape(`${check.id}: ${check.rule}`);
  return `<testcase classname="${suite}" name="${name}" time="${seconds(ms)}">${ending(result)}</testcase>`;
};

/** A run as JUnit XML, which CI systems read: a testcase for each check. */
export const junit = (profile: string, results: readonly Result[], ms: number): string => {
  const suite = `rx-chat conform.${escape(profile)}`;
  const counts = `tests="${results.length}" failures="${countResults(results, 'failed')}" errors="0" skipped="${countResults(results, 'skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `<testsuite name="${suite}" ${counts} time="${seconds(ms)}">`,
    ...results.map((result) => testcase(suite, result)),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};
