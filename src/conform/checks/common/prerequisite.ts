import type { Check } from '../../runner/check';
import type { Tongue } from '../../client/protocol-driver';

/** Who can't get in can't be judged. */
export const gate = ({ entrance }: Tongue): Check => ({
  id: 'enter',
  rule: 'two connect and give their names: the first hears of the second, or from it',
  gate: true,
  run: (stage) => entrance.learn(stage),
});
