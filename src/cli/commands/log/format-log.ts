import { formatEvent } from '../../../dialects';
import { eventObjects } from '../../../dialects/json/json-events';
import type { LogEvent } from '../../../journals/tools';
import { cleanLine, cleanValue, escapeJson } from '../../io/clean-terminal-text';

/** The messages and events of the log, as text or as JSON. */
type LogFormat = (happening: LogEvent) => string;

/** The lines that a client of the `chat` dialect in that room was sent. */
export const formatRoom: LogFormat = ({ fact, at }) => formatEvent(cleanValue(fact), at);

/** The same, each behind the name of its room. */
export const formatAll: LogFormat = ({ fact, at }) =>
  `${fact.kind === 'announced' ? '' : `${cleanLine(fact.room)}: `}${formatEvent(cleanValue(fact), at)}`;

/** The objects of the `json` dialect. Server announcements have a date too: no other field has one. */
export const formatJson: LogFormat = ({ fact, at }) =>
  fact.kind === 'announced'
    ? `${escapeJson(JSON.stringify({ type: 'notice', at: new Date(at).toISOString(), text: fact.text }))}\n`
    : eventObjects(fact, at, '')
        .map((object) => `${escapeJson(JSON.stringify(object))}\n`)
        .join('');
