// Preloaded into the server that is tested: when asked, collects garbage and says what is alive. Ends with its parent.
const settle = () => new Promise((resolve) => setImmediate(resolve));

process.on('message', async () => {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await settle();
  }
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
process.once('disconnect', () => process.exit());
process.channel?.unref();
