import type { Message } from '../chat';
import type { Dialect } from './dialect';

const rendered = new WeakMap<Dialect, WeakMap<Message, string>>();

/** A message's line in a dialect, made once a message: a history of thousands is sent to every newcomer. */
export const renderMessage = (dialect: Dialect, message: Message): string => {
  const lines = rendered.get(dialect) ?? new WeakMap<Message, string>();
  rendered.set(dialect, lines);
  const line = lines.get(message) ?? dialect.write(message, message.at);
  lines.set(message, line);
  return line;
};
