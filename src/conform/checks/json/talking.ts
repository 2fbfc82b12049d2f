import type { Check } from '../../runner/check';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { joinPair } from '../common/join-pair';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { answerTo, ask, expectObject, hasShape, object, parseObject, type Shape } from './wire';

const message: Shape = { seq: 'number', at: 'time', room: 'text', from: 'text', text: 'text' };

/** The delivery of a text. */
export const talking = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'said',
    rule: 'say {text}: the others get said {seq, at, room, from, text}, at in UTC with milliseconds, and no id',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const text = `${stage.uniqueText()} "and"  so on!`;
      ask(sender, 'say', { text, id: stage.uniqueText() });
      const said = await expectObject(others, object('said', { from: sender.name, text }));
      hasShape(others, said, message);
      if (said.id !== undefined)
        throw new Failed('others: said without an id', `others: ${quote(JSON.stringify(said))}`);
    },
  },
  {
    id: 'receipt',
    rule: 'the sender gets its own said back, once, with its id and the seq that the others see',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const [text, id] = [stage.uniqueText(), stage.uniqueText()];
      ask(sender, 'say', { text, id });
      const { seq } = await expectObject(others, object('said', { text }));
      await sender.expectLine(object('said', { text, id, seq }));
      const later = await exchangeMarker(tongue, stage, [others, sender]);
      sender.expectNone(later, object('said', { text }).matches, 'one receipt, and no second one');
    },
  },
  {
    id: 'acted',
    rule: 'act {text}: the others get acted {seq, at, room, from, text}, the sender the same with its id',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const [text, id] = [stage.uniqueText(), stage.uniqueText()];
      ask(sender, 'act', { text, id });
      hasShape(others, await expectObject(others, object('acted', { from: sender.name, text })), message);
      await sender.expectLine(object('acted', { text, id }));
    },
  },
  {
    id: 'told',
    rule: 'tell {to, text}: the two of them get told {at, from, to, text}, the sender with its id',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const [text, id] = [stage.uniqueText(), stage.uniqueText()];
      ask(sender, 'tell', { to: others.name, text, id });
      const told = { from: sender.name, to: others.name, text };
      hasShape(others, await expectObject(others, object('told', told)), { at: 'time' });
      await sender.expectLine(object('told', { ...told, id }));
    },
  },
  {
    id: 'told-only',
    rule: 'what is told is seen by nobody else, now or in the history',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const third = await tongue.entrance.join(stage, 'others');
      const text = stage.uniqueText();
      ask(sender, 'tell', { to: others.name, text });
      await others.expectLine(object('told', { text }));
      third.expectNone(
        await exchangeMarker(tongue, stage, [sender, third]),
        (line) => line.includes(text),
        'nothing of it',
      );
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      ask(newcomer, 'enter', { name: newcomer.name });
      const { line } = await newcomer.expectLine(object('entered'));
      newcomer.expectNone([line], (each) => each.includes(text), 'nothing of it');
    },
  },
  {
    id: 'told-nobody',
    rule: 'tell to a name that nobody has gets error with its id',
    run: async (stage) => {
      const sender = await tongue.entrance.join(stage, 'sender');
      const id = stage.uniqueText();
      ask(sender, 'tell', { to: stage.names.name('z'), text: id, id });
      await sender.expectLine(answerTo(id, 'error'));
    },
  },
  {
    id: 'blank-text',
    rule: 'a blank text is not said',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      ask(sender, 'say', { text: '  ' });
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      const blank = (line: string) =>
        parseObject(line).type === 'said' && parseObject(line).from === sender.name;
      others.expectNone(later, blank, 'nothing for a blank text');
    },
  },
  {
    id: 'control-characters',
    rule: 'escape sequences, controls and U+202E are removed from a text, a tab and a line break become spaces',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      ask(sender, 'say', { text: `${word}:\u001b[31mr\u0007e\u202ed\u001b[0m\tink\nblot` });
      await others.expectLine(object('said', { text: `${word}:red ink blot` }));
    },
  },
];
