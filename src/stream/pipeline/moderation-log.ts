import { isEvent, type ModerationEvent, type Turn } from '../../chat';
import { logRecord, type LogRecord } from '../contracts/log-record';

/** Logs what operators did in a turn. Each action is one event for the operators, and another one for its author. */
export const logModeration =
  (log: (record: LogRecord) => void) =>
  ({ events }: Turn): void => {
    for (const outbound of events)
      if (isEvent(outbound) && outbound.audience.kind === 'operators' && outbound.fact.kind === 'moderated')
        log(toLogRecord(outbound.fact));
  };

const toLogRecord = ({ action, by, whom, ms, reason, count }: ModerationEvent): LogRecord =>
  logRecord(
    'operator-action',
    {
      action,
      by,
      whom,
      ...(ms !== undefined && { ms }),
      ...(reason !== undefined && { reason }),
      ...(count !== undefined && { count }),
    },
    `operator: ${action}`,
  );
