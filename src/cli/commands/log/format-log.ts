import { chatLines } from '../../../dialects';
import { jsonFact } from '../../../dialects/json/json-events';
import type { Happening } from '../../../journals';
import { cleanLine, cleanValue, escapeJson } from '../../io/clean-terminal-text';

/** What was said and happened, as text or as JSON. */
type LogLines = (happening: Happening) => string;

/** The lines that a client of the `chat` dialect in that room was sent. */
export const roomLines: LogLines = ({ fact, at }) => chatLines(cleanValue(fact), at);

/** The same, each behind the name of its room. */
export const allLines: LogLines = ({ fact, at }) =>
  `${fact.kind === 'announced' ? '' : `${cleanLine(fact.room)}: `}${chatLines(cleanValue(fact), at)}`;

/** The objects of the `json` dialect. What the server told everybody is dated too: there is no other way to tell when. */
export const jsonLines: LogLines = ({ fact, at }) =>
  fact.kind === 'announced'
    ? `${escapeJson(JSON.stringify({ type: 'notice', at: new Date(at).toISOString(), text: fact.text }))}\n`
    : jsonFact(fact, at, '')
        .map((object) => `${escapeJson(JSON.stringify(object))}\n`)
        .join('');
