import { junit, type Check, type Result } from '../../../src/conform';
import { readXml } from '../../helpers/xml';

const check = (id: string): Check => ({ id, rule: `<${id}> & "more"`, run: () => Promise.resolve() });

const results: readonly Result[] = [
  { check: check('a'), ms: 12, kind: 'passed' },
  {
    check: check('b'),
    ms: 1500,
    kind: 'failed',
    expected: "others: <x> & 'y'",
    came: '\u0000]]>\uffff "\ud83d"',
  },
  { check: check('c'), ms: 0, kind: 'skipped', because: 'a < b' },
];

describe('junit', () => {
  const [suite] = readXml(junit('chat', results, 2345)).children;

  it('has a suite with its counts and its time in seconds', () => {
    expect(suite?.attributes).toEqual({
      name: 'rx-chat conform.chat',
      tests: '3',
      failures: '1',
      errors: '0',
      skipped: '1',
      time: '2.345',
    });
  });

  it('has a testcase a check, well-formed whatever the server said', () => {
    const cases = suite?.children.map(({ attributes, children }) => ({ attributes, ending: children[0] }));
    const of = (id: string, time: string) => ({
      classname: 'rx-chat conform.chat',
      name: `${id}: <${id}> & "more"`,
      time,
    });
    expect(cases).toEqual([
      { attributes: of('a', '0.012'), ending: undefined },
      {
        attributes: of('b', '1.500'),
        ending: expect.objectContaining({
          name: 'failure',
          attributes: { message: '\ufffd]]>\ufffd "\ufffd"' },
          text: 'expected  others: <x> & \'y\'\ncame      \ufffd]]>\ufffd "\ufffd"',
        }) as unknown,
      },
      {
        attributes: of('c', '0.000'),
        ending: expect.objectContaining({ name: 'skipped', attributes: { message: 'a < b' } }) as unknown,
      },
    ]);
  });
});
