const { default: Sequencer } = require('@jest/test-sequencer');

/** Those that take longest, the longest first: one that began at the end would be waited for alone. */
const SLOWEST = [
  'scripts/durability',
  'integration/slow-readers',
  'browser/accessibility',
  'browser/reconnect',
  'integration/no-ghost',
  'package',
  'cli/commands/conform/conform',
  'conform/checks/chat',
  'browser/scroll',
  'browser/keyboard',
  'scripts/soak',
  'scripts/bench',
  'cli/commands/serve/tls',
  'cli/commands/serve/http',
  'cli/errors/usage',
  'browser/hostile',
  'browser/csp-and-origin',
  'browser/messages',
  'integration/one-order',
  'scripts/fuzz',
  'conform/checks/json',
  'cli/commands/serve/unix',
  'cli/commands/serve/serve',
  'cli/commands/serve/foreign-protocols',
  'journals/disk/retention',
  'cli/commands/verify/verify',
  'cli/commands/log/log',
  'cli/runtime/termination',
  'conform/runner/run',
  'conform/checks/netcat',
  'conform/checks/budget',
  'chat/reducer/apply-turn',
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
