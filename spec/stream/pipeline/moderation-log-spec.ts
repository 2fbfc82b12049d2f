import { applyTurn } from '../../../src/chat';
import { logModeration, type LogRecord } from '../../../src/stream';
import { fold, items, posts } from '../../helpers/apply-commands';

const { enter, grant, kick, say } = posts;

describe('logModeration', () => {
  const logOf = (...commands: Parameters<typeof items>[0]) => {
    const state = fold([enter('a', 'ann'), grant('a'), enter('b', 'bob')]);
    const records: LogRecord[] = [];
    logModeration((record) => records.push(record))(applyTurn(state, items(commands, state.seq, state.at)));
    return records;
  };

  it('logs each action of an operator once, with its operator, its target and its reason', () => {
    expect(logOf(kick('a', 'bob', 'noise'))).toEqual([
      {
        event: 'operator-action',
        level: 'info',
        message: 'operator: kick',
        action: 'kick',
        by: 'ann',
        whom: 'bob',
        reason: 'noise',
      },
    ]);
  });

  it('logs nothing of other commands, nor of an action that is refused', () => {
    expect(logOf(say('a', 'hi'), kick('b', 'ann'))).toEqual([]);
  });
});
