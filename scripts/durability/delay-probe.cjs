// Preloaded into the server that is tested: measures how late its event loop comes round, between two messages of its
// parent. A timer of 1 ms is what it measures with, so that an idle loop has about 1 ms. Ends with its parent.
const { monitorEventLoopDelay } = require('node:perf_hooks');

const delay = monitorEventLoopDelay({ resolution: 1 });
process.on('message', (what) => {
  if (what === 'begin') {
    delay.enable();
    delay.reset();
    process.send?.('begun');
    return;
  }
  delay.disable();
  process.send?.({ p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 });
});
process.once('disconnect', () => process.exit());
process.channel?.unref();
