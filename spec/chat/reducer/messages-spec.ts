import { SERVER } from '../../../src/chat';
import { fold, posts } from '../../helpers/apply-commands';
import { facts, itTells, notIn, window } from '../../helpers/event-tables';

const { enter, say, act, tell, rename, join, topic, setLimits, grant } = posts;
const { said, told, joined, entered, renamed, topic: topicSet, refused } = facts;

const annIn = [enter('a', 'ann')];
const apart = [enter('a', 'ann'), enter('b', 'bob', 'Den')];

describe('say and act', () => {
  itTells([
    {
      what: 'say reaches the room without its author',
      before: annIn,
      post: [say('a', 'hi')],
      tells: [['lobby but a', said(2, 'a', 'ann', 'hi')]],
    },
    {
      what: 'act reaches the room without its author',
      before: annIn,
      post: [act('a', 'waves')],
      tells: [['lobby but a', said(2, 'a', 'ann', 'waves', { kind: 'acted' })]],
    },
    {
      what: 'say reaches only the room of its author',
      before: apart,
      post: [say('b', 'hi')],
      tells: [['den but b', said(3, 'b', 'bob', 'hi', { room: 'Den' })]],
    },
    {
      what: 'say after a rename has the new name; earlier messages keep the old one',
      before: annIn,
      post: [say('a', '1'), rename('a', 'eve'), say('a', '2'), enter('b', 'bob')],
      tells: [
        ['lobby but a', said(2, 'a', 'ann', '1')],
        ['lobby but a', renamed(3, 'a', 'ann', 'eve')],
        ['lobby but a', said(4, 'a', 'eve', '2')],
        ['lobby', joined(5, 'b', 'bob')],
        [
          'b',
          entered(5, 'bob', {
            others: { names: ['eve'], count: 1 },
            history: window([said(2, 'a', 'ann', '1'), said(4, 'a', 'eve', '2')]),
          }),
        ],
      ],
    },
    {
      what: 'say and act are refused for a client that is not in',
      before: annIn,
      post: [say('b', 'hi'), act('b', 'waves'), say(SERVER, 'hi')],
      tells: [
        ['b', notIn],
        ['b', notIn],
        [SERVER, notIn],
      ],
    },
  ]);
});

describe('set-limits', () => {
  itTells([
    {
      what: 'limits the history from the next message on, and tells nobody',
      before: [enter('a', 'ann'), say('a', '1'), say('a', '2')],
      post: [setLimits(1), say('a', '3'), enter('b', 'bob')],
      tells: [
        ['lobby but a', said(5, 'a', 'ann', '3')],
        ['lobby', joined(6, 'b', 'bob')],
        [
          'b',
          entered(6, 'bob', {
            others: { names: ['ann'], count: 1 },
            history: window([said(5, 'a', 'ann', '3')], 3),
          }),
        ],
      ],
    },
    {
      what: 'is refused for everyone but the server, operators included',
      before: [...annIn, grant('a')],
      post: [setLimits(1, 1, 'a'), setLimits(1, 1, 'b')],
      tells: ['a', 'b'].map((id) => [id, refused('operators-only', 'only the server may do that')]),
    },
  ]);

  it('defaults to 100 messages and 1000 rooms before the first one', () => {
    expect(fold(annIn).limits).toEqual({ history: 100, rooms: 1000 });
    expect(fold([setLimits(3, 5)]).limits).toEqual({ history: 3, rooms: 5 });
  });
});

describe('tell', () => {
  itTells([
    {
      what: 'reaches both clients, across rooms',
      before: [...apart, enter('c', 'cid')],
      post: [tell('a', 'bob', 'psst')],
      tells: [
        ['b', told('a', 'ann', 'bob', 'psst')],
        ['a', told('a', 'ann', 'bob', 'psst')],
      ],
    },
    {
      what: 'finds a look-alike of the name, and tells the sender whom it found',
      before: [...annIn, enter('b', 'alice')],
      post: [tell('a', 'AIice', 'psst')],
      tells: [
        ['b', told('a', 'ann', 'alice', 'psst')],
        ['a', told('a', 'ann', 'alice', 'psst')],
      ],
    },
    {
      what: 'to oneself is delivered once',
      before: annIn,
      post: [tell('a', 'ann', 'note')],
      tells: [['a', told('a', 'ann', 'ann', 'note')]],
    },
    {
      what: 'from the server reaches the recipient and the server',
      before: apart,
      post: [tell(SERVER, 'bob', 'psst')],
      tells: [
        ['b', told(SERVER, 'server', 'bob', 'psst')],
        [SERVER, told(SERVER, 'server', 'bob', 'psst')],
      ],
    },
    {
      what: 'to a name nobody has is refused',
      before: annIn,
      post: [tell('a', 'bob', 'psst'), tell(SERVER, 'bob', 'psst')],
      tells: [
        ['a', refused('nobody', 'no user has the name bob')],
        [SERVER, refused('nobody', 'no user has the name bob')],
      ],
    },
    {
      what: 'from a client that is not in is refused',
      before: annIn,
      post: [tell('b', 'ann', 'psst')],
      tells: [['b', notIn]],
    },
  ]);

  it('is in no history', () => {
    const rooms = fold([...apart, tell('a', 'bob', 'psst'), tell('b', 'ann', 'psst')]).rooms;
    expect([...rooms.values()].map(({ history }) => history.to)).toEqual([0, 0]);
  });
});

describe('topic', () => {
  itTells([
    {
      what: 'reaches the others in the room, and later members',
      before: [...apart, enter('c', 'cid', 'den')],
      post: [topic('b', 'tea'), join('a', 'den')],
      tells: [
        ['den but b', topicSet(4, 'bob', 'tea', 'Den')],
        ['den', joined(5, 'a', 'ann', 'Den')],
        [
          'a',
          entered(5, 'ann', {
            room: 'Den',
            key: 'den',
            topic: 'tea',
            others: { names: ['bob', 'cid'], count: 2 },
          }),
        ],
        ['lobby', facts.left(5, 'ann')],
      ],
    },
    {
      what: 'with an empty text clears the topic',
      before: [...annIn, topic('a', 'tea')],
      post: [topic('a', ''), enter('b', 'bob')],
      tells: [
        ['lobby but a', topicSet(3, 'ann', '')],
        ['lobby', joined(4, 'b', 'bob')],
        ['b', entered(4, 'bob', { others: { names: ['ann'], count: 1 } })],
      ],
    },
    {
      what: 'from a client that is not in is refused',
      before: annIn,
      post: [topic('b', 'tea')],
      tells: [['b', notIn]],
    },
  ]);
});
