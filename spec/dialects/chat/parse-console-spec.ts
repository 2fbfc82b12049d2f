import type { Command } from '../../../src/chat';
import { parseConsoleLine } from '../../../src/dialects';
import { nameOf } from '../../helpers/apply-commands';

const announce = (text: string): Command => ({ kind: 'announce', text });
const refuse = (text: string): Command => ({
  kind: 'reply',
  fact: { kind: 'refused', code: 'not-understood', text },
});

describe('parseConsoleLine', () => {
  it.each<[string, Command | undefined]>([
    ['maintenance at noon', announce('maintenance at noon')],
    ['  hi', announce('  hi')],
    ['//help', announce('/help')],
    ['//', announce('/')],
    ['\u001b[2Jred', announce('red')],
    ['', undefined],
    [' \u200b', undefined],
    ['/say hi', announce('hi')],
    ['/say', refuse('the text is missing: /say TEXT')],
    ['/who', { kind: 'who' }],
    ['/rooms', { kind: 'rooms' }],
    ['/msg ann psst', { kind: 'tell', to: nameOf('ann'), text: 'psst' }],
    ['/kick ann noise', { kind: 'kick', name: nameOf('ann'), reason: 'noise' }],
    ['/ban 192.0.2.1', { kind: 'ban', whom: { kind: 'address', address: '192.0.2.1' } }],
    ['/mute', { kind: 'sanctions', of: 'mutes' }],
    ['/delete 7', { kind: 'delete', target: 7 }],
  ])('turns %j into the right command', (line, command) => {
    expect(parseConsoleLine(line)).toEqual(command);
  });

  it.each(['me', 'nick', 'ignore', 'join', 'topic', 'history', 'quit', 'op'])(
    'has no /%s, which needs a client in a room',
    (name) => {
      expect(parseConsoleLine(`/${name} x`)).toMatchObject({
        kind: 'reply',
        fact: {
          kind: 'refused',
          text: expect.stringMatching(`^unknown command /${name}: /help lists them`) as string,
        },
      });
    },
  );

  it('suggests only its own commands', () => {
    expect(parseConsoleLine('/kcik ann')).toEqual(
      refuse('unknown command /kcik: /help lists them; did you mean /kick?'),
    );
    expect(parseConsoleLine('/quitt')).toEqual(refuse('unknown command /quitt: /help lists them'));
  });

  it('lists its own commands', () => {
    expect(parseConsoleLine('/help')).toEqual({
      kind: 'reply',
      fact: {
        kind: 'answered',
        lines: [
          '/help [COMMAND]: list the commands, or explain one',
          '/who: list who is in this room, and for how long',
          '/msg NAME TEXT: send a private message to one user, in any room',
          '/rooms: list the rooms',
          '/say TEXT: send a text to everybody as the server',
          '/kick NAME [REASON]: disconnect a user, who may come back',
          '/ban NAME|ADDRESS [DURATION]: ban a name or an address, for 30s, 10m, 2h, 7d or permanently; alone it lists the bans',
          '/unban NAME|ADDRESS: lift a ban',
          '/mute NAME [DURATION]: block the messages of a user; alone it lists the muted users',
          '/unmute NAME: allow the messages of a user again',
          '/delete NAME|SEQ: delete the messages of NAME, or the one with that number, from the history',
          'TEXT: the same as /say TEXT',
        ],
      },
    });
    expect(parseConsoleLine('/help kick')).toEqual({
      kind: 'reply',
      fact: { kind: 'answered', lines: ['/kick NAME [REASON]: disconnect a user, who may come back'] },
    });
  });
});
