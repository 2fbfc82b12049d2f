import type { Check } from '../../runner/check';
import { quote } from '../../client/quote';
import { joinPair } from '../common/join-pair';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { ask, object, parseObject } from './wire';

/** Invalid requests: each gets an error. */
const malformed = [
  'hello?',
  '{"type":"say","text":"x"',
  '[1]',
  '7',
  'null',
  '"say"',
  '{}',
  '{"type":7}',
  '{"type":"no-such-type"}',
  '{"type":"say"}',
  '{"type":"say","text":7}',
];

const compact = (line: string): boolean =>
  line.startsWith('{"type":"') && JSON.stringify(parseObject(line)) === line;

/** How objects are written, and what becomes of what is none. */
export const forms = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'compact',
    rule: 'each object is a line, without spaces between its parts, type first',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const newcomer = await stage.connect('newcomer');
      ask(newcomer, 'enter', { name: newcomer.name });
      const entered = await newcomer.expectLine(object('entered'));
      const said = await sender.expectLine(object('joined', { name: newcomer.name }));
      const loose = (line: string) => !compact(line);
      newcomer.expectNone([...entered.skipped, entered.line], loose, 'compact objects, type first');
      others.expectNone(
        [said.line, ...(await exchangeMarker(tongue, stage, [sender, others]))],
        loose,
        'compact objects, type first',
      );
    },
  },
  {
    id: 'malformed',
    rule: `what is no request (${malformed.length} of them) gets error {code, message}, and never ends the connection`,
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      for (const line of malformed) {
        sender.send(line);
        const description = `error {code, message} for ${quote(line)}`;
        const { matches } = object('error');
        await sender.expectLine({
          description,
          matches: (each) => matches(each) && 'code' in parseObject(each) && 'message' in parseObject(each),
        });
      }
      await exchangeMarker(tongue, stage, [sender, others]);
    },
  },
  {
    id: 'too-long',
    rule: 'a line of 5000 bytes gets error, none of it is said, and the connection stays',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      ask(sender, 'say', { text: word.padEnd(5000, 'x') });
      await sender.expectLine(object('error'));
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(later, (line) => line.includes(word), 'nothing of that line');
    },
  },
];
