import type { Check } from '../../runner/check';
import type { ProtocolDriver } from '../../client/protocol-driver';

/** Who can't get in can't be judged. */
export const prerequisite = ({ entrance }: ProtocolDriver): Check => ({
  id: 'enter',
  rule: 'two connect and give their names: the first hears of the second, or from it',
  prerequisite: true,
  run: (stage) => entrance.probe(stage),
});
