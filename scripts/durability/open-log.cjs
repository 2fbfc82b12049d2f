// Opens a folder as a server does, and prints the seq of its state and all that its rooms said; or one line, and exits
// with 1 if it can't be opened, with 2 if it can't be read.
//
//     node open-log.cjs JOURNALS FOLDER [ROOM ...]
//
// JOURNALS is the folder of the built journals.
const [journals, folder, ...rooms] = process.argv.slice(2);
const { diskJournal } = require(journals);

const say = (line, status) => process.stderr.write(`${line}\n`, () => process.exit(status));

const readAll = async (journal) => {
  const { seq } = journal.state;
  const messages = [];
  for (const room of rooms)
    for await (const some of journal.readHistory(room, { before: seq + 1 }))
      for (const { seq: at, from, text } of some) messages.push([at, room, from, text]);
  messages.sort(([a], [b]) => a - b);
  process.stdout.write(JSON.stringify({ seq, messages }), () => process.exit(0));
};

const main = async () => {
  const journal = await diskJournal({ folder });
  await readAll(journal).catch((error) => say(error.message, 2));
};

main().catch((error) => {
  if (error.code !== 'RX_CHAT_DATA') throw error;
  say(error.message, 1);
});
