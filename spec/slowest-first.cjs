const { default: Sequencer } = require('@jest/test-sequencer');

/** Those that take longest, the longest first: one that began at the end would be waited for alone. */
const SLOWEST = [
  'durability',
  'cli/conform',
  'slow-readers',
  'conform/json',
  'conform/chat',
  'soak',
  'package',
  'one-order',
  'no-ghost',
  'cli/verify',
  'cli/log-command',
  'conform/run',
  'conform/netcat',
  'conform/budget',
  'bench',
  'chat/step',
  'cli/ending',
].map((name) => `/spec/${name}-spec.ts`);

const rank = ({ path }) => {
  const place = SLOWEST.findIndex((end) => path.endsWith(end));
  return place < 0 ? SLOWEST.length : place;
};

/** Jest knows from its cache how long each takes; a fresh clone has none. */
module.exports = class extends Sequencer {
  async sort(tests) {
    return [...(await super.sort(tests))].sort((a, b) => rank(a) - rank(b));
  }
};
