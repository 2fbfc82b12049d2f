import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import type { LineMatcher } from '../../client/line-matcher';

export type Fields = Readonly<Record<string, unknown>>;

/** The object in a line; one without fields if there is none. */
export const parseObject = (line: string): Fields => {
  if (!line.startsWith('{')) return {};
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
};

/** An object of this type, with these values in these fields. */
export const object = (type: string, fields: Fields = {}): LineMatcher => ({
  description: JSON.stringify({ type, ...fields }),
  matches: (line) => {
    const found = parseObject(line);
    return found.type === type && Object.entries(fields).every(([key, value]) => found[key] === value);
  },
});

/** The answer to the request with this id. */
export const answerTo = (id: string, ...types: readonly string[]): LineMatcher => ({
  description: `${types.join(' or ')} with "id":"${id}"`,
  matches: (line) => {
    const { type, id: given } = parseObject(line);
    return given === id && types.includes(String(type));
  },
});

/** Sends a request as one line. */
export const ask = (client: Client, type: string, fields: Fields = {}): void =>
  client.send(JSON.stringify({ type, ...fields }));

/** Waits for an object, and takes it apart. */
export const expectObject = async (client: Client, sight: LineMatcher): Promise<Fields> =>
  parseObject((await client.expectLine(sight)).line);

/** ISO 8601 in UTC, with milliseconds. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const kinds = {
  text: (value: unknown) => typeof value === 'string' && value !== '',
  number: (value: unknown) => typeof value === 'number',
  boolean: (value: unknown) => typeof value === 'boolean',
  list: Array.isArray,
  time: (value: unknown) => typeof value === 'string' && ISO.test(value),
} as const;

/** Fields and what has to be in them. */
export type Shape = Readonly<Record<string, keyof typeof kinds>>;

/** Fails unless an object has these fields. */
export const hasShape = ({ role }: Client, fields: Fields, shape: Shape): void => {
  const wrong = Object.entries(shape).find(([key, kind]) => !kinds[kind](fields[key]));
  if (!wrong) return;
  const [key, kind] = wrong;
  throw new Failed(
    `${role}: ${String(fields.type)} with a ${kind} in ${key}`,
    `${role}: ${quote(JSON.stringify(fields))}`,
  );
};
