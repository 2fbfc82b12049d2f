import type { Check } from '../check';
import { pair } from '../rules/pair';
import { exactly, including } from '../sight';
import { form } from '../rules/form';
import { mark, type Tongue } from '../tongue';
import { beginning } from './chat-tongue';

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
