import type { Check } from '../../runner/check';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { joinPair } from './join-pair';

/** Words of the lines that announce somebody. */
const ANNOUNCES = /left|joined|entered/;

/** One who never gave a name was never there. */
export const leavesSilently = (tongue: ProtocolDriver): Check => ({
  id: 'silent-leave',
  rule: 'one who never gave a name goes (FIN, RST): the others hear nothing of it',
  // Alone, for a server may serve nobody while it waits for a name.
  serial: true,
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const [polite, rude] = [
      await tongue.entrance.connectToPrompt(stage, 'newcomer'),
      await tongue.entrance.connectToPrompt(stage, 'newcomer'),
    ];
    await exchangeMarker(tongue, stage, [sender, others]);
    polite.leave();
    rude.reset();
    await polite.hasClosed();
    const later = await exchangeMarker(tongue, stage, [sender, others]);
    const unknown = (line: string) => ANNOUNCES.test(line) && !stage.names.knows(line);
    others.expectNone(later, unknown, 'nothing about one who never entered');
  },
});
