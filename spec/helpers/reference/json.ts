import { randomUUID } from 'node:crypto';
import { Audience } from './audience';
import type { Guest, Manners } from './guest';
import { jsonRequests } from './json-requests';
import type { Has } from './listen';

export type Fields = Readonly<Record<string, unknown>>;

/** What the parts of the server share. */
export interface Json {
  readonly has: Has;
  readonly audience: Audience;
  /** Messages, with their seq and room. */
  readonly history: Fields[];
  readonly log: string;
  readonly send: (guest: Guest, object: Fields) => void;
  /** Makes an object with the next seq, and the time. */
  readonly fact: (type: string, fields: Fields) => Fields;
  readonly tell: (from: Guest, object: Fields) => void;
  readonly refuse: (guest: Guest, id: unknown, code?: string) => void;
  readonly leave: (guest: Guest, reason?: unknown) => void;
  readonly isName: (name: unknown) => name is string;
}

const makeWrite =
  (has: Has) =>
  (object: Fields): string =>
    `${JSON.stringify(object, undefined, has('writes loosely') ? 1 : 0).replace(/\n */g, ' ')}\n`;

const makeJson = (has: Has): Json => {
  const audience = new Audience(has);
  const write = makeWrite(has);
  let seq = 0;
  const send: Json['send'] = ({ socket }, object) => socket.write(write(object));
  const tell: Json['tell'] = (from, object) => audience.others(from).forEach((guest) => send(guest, object));
  const fact: Json['fact'] = (type, fields) => {
    const at = new Date().toISOString();
    return { type, seq: ++seq, at: has('writes another time') ? at.slice(0, 19) : at, ...fields };
  };
  const refuse: Json['refuse'] = (guest, id, code = 'refused') =>
    send(guest, { type: 'error', code, message: 'no', ...(has('forgets ids of errors') ? {} : { id }) });
  const taken = (name: string) =>
    [...audience.guests].some((guest) => guest.name.toLowerCase() === name.toLowerCase());
  const isName = (name: unknown): name is string => {
    if (typeof name !== 'string') return false;
    if (!/^[a-z0-9]{1,32}$/i.test(name) && !has('takes any name')) return false;
    return has('takes two of one name') || !taken(name);
  };
  const leave: Json['leave'] = (guest, reason) =>
    tell(
      guest,
      fact('left', { room: guest.room, name: guest.name, reason: has('drops reasons') ? undefined : reason }),
    );
  const log = randomUUID();
  return { has, audience, history: [], log, send, fact, tell, refuse, leave, isName };
};

const parse = (line: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
};

const hear = (json: Json, guest: Guest, line: string): void => {
  const { has, audience, refuse } = json;
  const request = has('keeps carriage returns') && line.includes('\r') ? undefined : parse(line);
  const run = jsonRequests[String(request?.type)];
  if (!request || !run) {
    if (has('ends who is malformed')) guest.socket.destroy();
    else refuse(guest, request?.id, 'malformed');
  } else if (request.type === 'enter' || audience.guests.has(guest)) run(json, guest, request);
  else if (has('lets outsiders say')) json.tell(guest, json.fact('said', request));
  else refuse(guest, request.id);
};

/** A small server of the dialect `json`. It keeps to all rules but the ones it has a fault in. */
export const jsonManners = (has: Has): Manners => {
  const json = makeJson(has);
  const { audience } = json;
  return {
    greet: (guest) => {
      audience.expect(guest);
      json.send(guest, {
        type: 'hello',
        server: 'reference',
        ...(has('hides its version') ? {} : { version: '1' }),
      });
    },
    hear: (guest, line) => hear(json, guest, line),
    tooLong: (guest) => json.refuse(guest, undefined, 'too-long'),
    leave: (guest) => {
      const was = audience.remove(guest);
      if ((was || has('tells that nobody leaves')) && !has('loses leaves')) json.leave(guest);
    },
  };
};
