import type { Guest } from './guest';
import type { Fields, Json } from './json';

type Request = (json: Json, guest: Guest, fields: Fields) => void;

const clean = (text: string): string =>
  text
    .replace(/\p{Cc}\[[0-9;]*[a-z]/giu, '')
    .replace(/[\t\n]/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e]/gu, '');

const topics = new WeakMap<Json, Map<string, unknown>>();

const topicsOf = (json: Json): Map<string, unknown> => {
  const known = topics.get(json) ?? new Map<string, unknown>();
  topics.set(json, known);
  return known;
};

const namesIn = ({ audience }: Json, room: string) =>
  [...audience.guests].filter((guest) => guest.room === room).map(({ name }) => name);

const missedSince = ({ has, history, log }: Json, room: string, after: Fields | undefined) => {
  const here = has('forgets the history') ? [] : history.filter((message) => message.room === room);
  if (after === undefined || has('knows no after')) return { history: here, complete: true };
  const complete = after.log === log || has('knows every log');
  return {
    history: here.filter(({ seq }) => after.log !== log || Number(seq) > Number(after.seq)),
    complete,
  };
};

const arrive = (json: Json, guest: Guest, { id, after }: Fields): void => {
  const { has, send, fact, tell, log } = json;
  const { name, room } = guest;
  const members = has('hides members') ? [] : namesIn(json, room);
  const topic = has('forgets topics') ? '' : (topicsOf(json).get(room) ?? '');
  const { seq, at } = fact('joined', {});
  const missed = missedSince(json, room, after as Fields | undefined);
  const known = has('hides the log') ? {} : { log };
  send(guest, {
    type: 'entered',
    seq,
    ...known,
    name,
    room,
    topic,
    members,
    count: members.length,
    ...missed,
    id,
  });
  const joined = { type: 'joined', seq, at, room, name };
  if (!has('moves silently') || id === undefined) tell(guest, joined);
  if (has('tells joins twice')) tell(guest, joined);
};

const enter: Request = (json, guest, fields) => {
  const { name, id, room = 'lobby' } = fields;
  if (!json.isName(name)) {
    json.refuse(guest, id);
    return;
  }
  Object.assign(guest, { name, room });
  json.audience.add(guest);
  arrive(json, guest, fields);
};

const message =
  (type: string): Request =>
  (json, guest, { text, id }) => {
    const { has, audience, history, fact, send, refuse } = json;
    if (typeof text !== 'string' || (text.trim() === '' && !has('says blank texts'))) {
      refuse(guest, id);
      return;
    }
    const shown = has('cleans nothing') ? text : clean(text);
    const said = fact(type, { room: guest.room, from: guest.name, text: shown });
    history.push(said);
    audience.say(guest, () => `${JSON.stringify(has('sends ids to all') ? { ...said, id } : said)}\n`);
    if (type === 'acted' && has('gives acts no receipt')) return;
    send(guest, has('gives receipts no id') ? said : { ...said, id });
  };

const tellOne: Request = (json, guest, { to, text, id }) => {
  const { has, audience, fact, send, refuse, history } = json;
  const other = audience.named(String(to));
  if (!other) {
    refuse(guest, has('answers no wrong name') ? undefined : id);
    return;
  }
  const told = { ...fact('told', { from: guest.name, to, text }), seq: undefined };
  send(other, told);
  if (!has('keeps tells from their sender')) send(guest, { ...told, id });
  if (has('keeps tells in the history')) history.push({ ...told, room: guest.room });
  if (has('tells a third')) json.tell(guest, { ...told, id: undefined });
};

const rename: Request = (json, guest, { name, id }) => {
  if (!json.isName(name) && !json.has('renames to any name')) {
    json.refuse(guest, id);
    return;
  }
  const renamed = json.fact('renamed', { room: guest.room, from: guest.name, to: name });
  if (!json.has('keeps renames from the others')) json.tell(guest, renamed);
  json.send(guest, { ...renamed, id });
  guest.name = String(name);
};

const recall: Request = (json, guest, { limit = 100, before = Infinity, id }) => {
  const { has, history, send } = json;
  const here = history.filter(({ room, seq }) => room === guest.room && Number(seq) < Number(before));
  const found = has('takes no limit') ? here : here.slice(-Number(limit));
  send(guest, { type: 'history', room: guest.room, history: found, id });
};

/** What a client may ask for. */
export const jsonRequests: Readonly<Record<string, Request>> = {
  enter,
  say: message('said'),
  act: message('acted'),
  tell: tellOne,
  rename,
  history: recall,
  join: (json, guest, fields) => {
    if (!json.has('moves silently')) json.leave(guest);
    guest.room = String(fields.room);
    arrive(json, guest, fields);
  },
  topic: (json, guest, { text, id }) => {
    topicsOf(json).set(guest.room, text);
    const topic = json.fact('topic', { room: guest.room, from: guest.name, text });
    json.tell(guest, topic);
    json.send(guest, { ...topic, id });
  },
  who: (json, guest, { id }) => {
    const members = namesIn(json, guest.room);
    const shown = json.has('does not count the asker')
      ? members.filter((name) => name !== guest.name)
      : members;
    json.send(guest, { type: 'members', room: guest.room, count: shown.length, members: shown, id });
  },
  rooms: ({ has, audience, send }, guest, { id }) => {
    const rooms = new Set([...audience.guests].map(({ room }) => room));
    send(guest, { type: 'rooms', rooms: has('hides rooms') ? ['lobby'] : [...rooms], id });
  },
  command: ({ has, send }, guest, { id }) =>
    send(guest, { type: 'notice', text: 'done', ...(has('forgets ids of notices') ? {} : { id }) }),
  leave: ({ audience, leave }, guest, { reason }) => {
    audience.remove(guest);
    leave(guest, reason);
    guest.name = '';
    guest.socket.end();
  },
};
