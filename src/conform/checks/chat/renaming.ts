import type { Check } from '../../runner/check';
import { pair } from '../common/join-pair';
import { exactly, including } from '../../client/line-matcher';
import { form } from '../common/assert-message-format';
import { mark, type Tongue } from '../../client/protocol-driver';
import { beginning } from './chat-driver';

/** Another name. */
export const renaming = (tongue: Tongue): readonly Check[] => [
  {
    id: 'rename',
    rule: '/nick NAME: everybody in the room gets "OLD is now known as NEW", and then messages of NEW',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const [name, word] = [stage.names.name('s'), stage.word()];
      sender.type(`/nick ${name}`);
      for (const client of [others, sender])
        await client.sees(exactly(`${sender.name} is now known as ${name}`));
      sender.type(word);
      const { line } = await others.sees(including(word));
      form(others, line, `[${name}]:${word}`);
    },
  },
  {
    id: 'rename-taken',
    rule: '/nick with a name that somebody has is answered by "! ...", and changes nothing',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      sender.type(`/nick ${others.name}`);
      await sender.sees(beginning('! '));
      const later = await mark(tongue, stage, [sender, others]);
      others.never(
        later,
        (line) => line.includes('is now known as') && line.includes(sender.name),
        'no renaming',
      );
    },
  },
];
