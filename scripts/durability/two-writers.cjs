// Two processes write the same entry to one store, past its lock: prints what the second, which is the parent, is told.
//
//     node two-writers.cjs STORE FOLDER
//
// STORE is the built module of the store.
const { execFileSync } = require('node:child_process');

const [store, folder, which] = process.argv.slice(2);
const { Store } = require(store);

const write = (into, text) => {
  const entries = Buffer.from(
    JSON.stringify([{ seq: 1, at: 1, client: '', command: { kind: 'announce', text } }]),
  );
  return into.write({ batch: { seq: 1, entries, index: [], deleted: [] } });
};

const main = async () => {
  const opened = Store.open(folder);
  if (which === 'first') {
    await write(opened, 'first');
    return;
  }
  execFileSync(process.execPath, [__filename, store, folder, 'first']);
  const refused = await write(opened, 'second').then(
    () => 'both have written',
    (error) => error.message,
  );
  const [{ command }] = opened.batch(1);
  process.stdout.write(`the ${command.text} one's is kept; ${refused}\n`);
};

main().then(() => process.exit());
