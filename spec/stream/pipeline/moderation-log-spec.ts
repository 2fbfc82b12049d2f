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

  it('logs each operator action once, with its operator, target and reason', () => {
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

  it('logs no other command, and no refused action', () => {
    expect(logOf(say('a', 'hi'), kick('b', 'ann'))).toEqual([]);
  });
});
