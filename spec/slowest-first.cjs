const { default: Sequencer } = require('@jest/test-sequencer');

/** Those that take longest, the longest first: one that began at the end would be waited for alone. */
const SLOWEST = [
  'durability',
  'slow-readers',
  'browser/access',
  'browser/pick-up',
  'no-ghost',
  'package',
  'cli/conform',
  'conform/chat',
  'browser/scroll',
  'browser/keyboard',
  'soak',
  'bench',
  'cli/tls',
  'cli/http',
  'cli/usage',
  'browser/hostile',
  'browser/walls',
  'browser/talk',
  'one-order',
  'fuzz',
  'conform/json',
  'cli/unix',
  'cli/serve',
  'cli/foreign',
  'journals/retention',
  'cli/verify',
  'cli/log-command',
  'cli/ending',
  'conform/run',
  'conform/netcat',
  'conform/budget',
  'chat/step',
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
