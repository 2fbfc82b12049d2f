import type { Check } from '../../runner/check';
import { mark, type Tongue } from '../../client/protocol-driver';
import { pair } from './join-pair';

/** Words of the lines that announce somebody. */
const ANNOUNCES = /left|joined|entered/;

/** One who never gave a name was never there. */
export const leavesSilently = (tongue: Tongue): Check => ({
  id: 'silent-leave',
  rule: 'one who never gave a name goes (FIN, RST): the others hear nothing of it',
  // Alone, for a server may serve nobody while it waits for a name.
  alone: true,
  run: async (stage) => {
    const { others, sender } = await pair(tongue, stage);
    const [polite, rude] = [
      await tongue.entrance.meet(stage, 'newcomer'),
      await tongue.entrance.meet(stage, 'newcomer'),
    ];
    await mark(tongue, stage, [sender, others]);
    polite.leave();
    rude.reset();
    await polite.gone();
    const later = await mark(tongue, stage, [sender, others]);
    const unknown = (line: string) => ANNOUNCES.test(line) && !stage.names.knows(line);
    others.never(later, unknown, 'nothing about one who never entered');
  },
});
