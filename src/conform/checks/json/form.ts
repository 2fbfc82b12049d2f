import type { Check } from '../../runner/check';
import { quote } from '../../client/quote';
import { pair } from '../common/join-pair';
import { mark, type Tongue } from '../../client/protocol-driver';
import { ask, object, parsed } from './wire';

/** What is no request: of these each gets an error. */
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
  line.startsWith('{"type":"') && JSON.stringify(parsed(line)) === line;

/** How objects are written, and what becomes of what is none. */
export const forms = (tongue: Tongue): readonly Check[] => [
  {
    id: 'compact',
    rule: 'each object is a line, without spaces between its parts, type first',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const newcomer = await stage.connect('newcomer');
      ask(newcomer, 'enter', { name: newcomer.name });
      const entered = await newcomer.sees(object('entered'));
      const said = await sender.sees(object('joined', { name: newcomer.name }));
      const loose = (line: string) => !compact(line);
      newcomer.never([...entered.passed, entered.line], loose, 'compact objects, type first');
      others.never(
        [said.line, ...(await mark(tongue, stage, [sender, others]))],
        loose,
        'compact objects, type first',
      );
    },
  },
  {
    id: 'malformed',
    rule: `what is no request (${malformed.length} of them) gets error {code, message}, and never ends the connection`,
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      for (const line of malformed) {
        sender.type(line);
        const what = `error {code, message} for ${quote(line)}`;
        const { fits } = object('error');
        await sender.sees({
          what,
          fits: (each) => fits(each) && 'code' in parsed(each) && 'message' in parsed(each),
        });
      }
      await mark(tongue, stage, [sender, others]);
    },
  },
  {
    id: 'too-long',
    rule: 'a line of 5000 bytes gets error, none of it is said, and the connection stays',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const word = stage.word();
      ask(sender, 'say', { text: word.padEnd(5000, 'x') });
      await sender.sees(object('error'));
      const later = await mark(tongue, stage, [sender, others]);
      others.never(later, (line) => line.includes(word), 'nothing of that line');
    },
  },
];
