import { formatEvent } from '../../../src/dialects';
import { localTime } from '../../../src/dialects/common/time';
import { AT, facts, table, type Told } from '../example-events';

const TIME = localTime(AT);

const twenty = Array.from({ length: 20 }, (_, n) => `n${n + 1}`).join(', ');
const welcome = (company: string): string =>
  `* welcome, ann: this is lobby, ${company}; /help lists the commands\n`;

const told: Told = {
  said: `[${TIME}][ann]:hi\n`,
  acted: `[${TIME}]* ann waves\n`,
  told: `[${TIME}][ann -> bob]:psst\n`,
  joined: 'ann has joined the chat\n',
  left: 'ann has left the chat\n',
  leftWhy: 'ann has left the chat ("lunch")\n',
  leftBy: 'ann has left the chat (kicked by eve)\n',
  renamed: 'ann is now known as eve\n',
  topic: '* ann set the topic: cats\n',
  topicIs: '* the topic of lobby: cats\n',
  noTopic: '* lobby has no topic\n',
  deleted: '',
  entered: welcome('nobody else is here'),
  enteredWithWord: `${welcome('nobody else is here')}* to pick up here later: /resume w0rd\n`,
  enteredWithTwo:
    '* welcome, ann: this is lobby, here are bob, cid; /help lists the commands; the topic is: cats\n',
  enteredWith20: welcome(`here are ${twenty}`),
  enteredWith25: welcome(`here are ${twenty} and 5 more`),
  enteredWith120: welcome(`here are ${twenty} and 100 more`),
  members: '* 2 in lobby: ann (1m 5s), bob (3s, 192.0.2.1:99)\n',
  rooms: '* lobby: 2 here\n* den: 0 here; the topic is: cats\n',
  noRooms: '* there are no rooms\n',
  history: '',
  noHistory: '* there is no history of lobby\n',
  skippedOne: '* 1 line skipped: you were reading too slowly\n',
  skipped: '* 1234 lines skipped: you were reading too slowly\n',
  skippedTold: '* 1 private message skipped: you were reading too slowly\n',
  skippedTolds: '* 2 private messages skipped: you were reading too slowly\n',
  granted: '* you are an operator\n',
  grant: '* ann is an operator now\n',
  announce: '* eve spoke as the server\n',
  kick: '* eve kicked ann\n',
  kickWhy: '* eve kicked ann: noise\n',
  ban: '* eve banned ann\n',
  banFor: '* eve banned 192.0.2.1 for 2h\n',
  unban: '* eve unbanned ann\n',
  mute: '* eve muted ann\n',
  muteFor: '* eve muted ann for 1m 30s\n',
  unmute: '* eve unmuted ann\n',
  deleteOne: '* eve deleted 1 message of ann\n',
  deleteMany: '* eve deleted 3 messages of ann\n',
  deleteSeq: '* eve deleted message 7\n',
  bans: '* banned: ann, 192.0.2.1 (for another 1m), bob (for another 1s)\n',
  mutes: '* muted: ann\n',
  noBans: '* nobody is banned\n',
  noMutes: '* nobody is muted\n',
  announced: '* maintenance at noon\n',
  answered: '* one\n* two\n',
  answeredNothing: '',
  refused: '! no\n',
  tooManyTries: '! too many tries\n',
};

describe('formatEvent', () => {
  it.each(table(told))('formats %s', (_, fact, text) => {
    expect(formatEvent(fact, AT)).toBe(text);
  });

  it('lists 50 rooms, and the number of the rest', () => {
    const list = (count: number) =>
      formatEvent(
        {
          kind: 'rooms',
          rooms: Array.from({ length: count }, (_, n) => ({ name: `r${n}`, count: 1, topic: '' })),
        },
        AT,
      ).split('\n');
    expect(list(50).slice(49)).toEqual(['* r49: 1 here', '']);
    expect(list(52).slice(49)).toEqual(['* r49: 1 here', '* and 2 more', '']);
  });

  it('measures from the time of the question, not of the clock', () => {
    expect(formatEvent(facts.members, AT + 7_200_000)).toContain('ann (2h 1m)');
    expect(formatEvent(facts.bans, AT + 30_000)).toContain('192.0.2.1 (for another 30s)');
  });
});
