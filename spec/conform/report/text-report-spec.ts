import { report, type Check, type Result } from '../../../src/conform';

const check = (id: string, rule: string): Check => ({ id, rule, run: () => Promise.resolve() });

describe('report', () => {
  it('is a line a check, two more for one that failed, and a summary', () => {
    const results: Result[] = [
      { check: check('join', 'one enters'), ms: 1, kind: 'passed' },
      {
        check: check('no-echo', 'none comes back'),
        ms: 1,
        kind: 'failed',
        expected: 'sender: nothing',
        came: 'sender: "x"',
      },
      {
        check: check('late', 'in time'),
        ms: 0,
        kind: 'failed',
        expected: '',
        came: 'not reached: time is up',
      },
      { check: check('full', 'ten'), ms: 1, kind: 'skipped', because: 'there are more' },
    ];
    expect(report('localhost:1, profile x', results, 1234).split('\n')).toEqual([
      'localhost:1, profile x',
      '',
      'pass  join     one enters',
      'FAIL  no-echo  none comes back',
      '        expected  sender: nothing',
      '        came      sender: "x"',
      'FAIL  late     in time',
      '        not reached: time is up',
      'skip  full     ten (skipped: there are more)',
      '',
      '4 checks: 1 passed, 2 failed, 1 skipped, in 1.2 s',
      '',
    ]);
  });
});
