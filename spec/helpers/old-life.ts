import type { ClientCommand } from '../../src/chat';
import { posts } from './apply-commands';

const { enter, enterWith, pickUp, say, act, tell, join, leave, grant, ban, mute, remove } = posts;

/** A life that has each kind of an entry and of a row whose names have changed since. */
export const oldLife = {
  batches: [
    [
      posts.setLimits(2, 2),
      enterWith('hash-1', enter('a', 'ann', 'lobby', '10.0.0.1:1')),
      enter('b', 'bob', 'Den'),
    ],
    [say('a', 'one'), say('a', 'two'), act('a', 'three'), say('b', 'four')],
    [tell('a', 'bob', 'psst'), grant('b'), ban('b', { kind: 'address', address: '10.0.0.9' }, 60_000)],
    [mute('b', 'eve'), remove('b', 5), leave('b', 'bye')],
    [enter('d', 'dan', 'nook'), join('d', 'attic'), say('d', 'five')],
    [pickUp('c', 'hash-1', 'hash-2', '10.0.0.1:2'), say('c', 'six')],
    [posts.removeAll('gone'), posts.removeAll()],
  ],
  /** What comes before is pruned, all but three messages. */
  last: [
    [
      posts.setLimits(2, 4),
      say('x', 'nobody'),
      enterWith('hash-3', enter('e', 'eve-2', 'lobby', '10.0.0.1:3')),
      enterWith('hash-4', enter('g', 'gus', 'Den')),
      pickUp('f', 'hash-2', 'hash-5'),
      say('f', 'seven'),
      say('g', 'eight'),
      leave('g'),
    ],
  ],
} satisfies Record<string, readonly (readonly ClientCommand[])[]>;
