import { ChatError } from '../chat';

/** Throws a `ChatError` if an option is no number from 0 up to the most that it takes. */
export const checkNumber = (name: string, value: number, most = Number.MAX_VALUE): void => {
  if (typeof value === 'number' && value >= 0 && value <= most) return;
  const range = most === Number.MAX_VALUE ? 'from 0 up' : `from 0 to ${most}`;
  throw new ChatError(
    'RX_CHAT_OPTION',
    `${name} is ${String(value)}: it takes a number ${range}, 0 switches it off`,
  );
};

/** Throws a `ChatError` if an option that may be left out is given, and is a text that says nothing. */
export const checkText = (name: string, value: string | undefined): void => {
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return;
  throw new ChatError(
    'RX_CHAT_OPTION',
    `${name} is ${typeof value === 'string' ? 'blank' : 'no text'}: give a text, or leave it out`,
  );
};

/** The same of what has to be typed: nobody types a line break. */
export const checkLine = (name: string, value: string | undefined): void => {
  checkText(name, value);
  if (value !== undefined && /[\r\n]/.test(value))
    throw new ChatError('RX_CHAT_OPTION', `${name} has a line break: nobody could type it`);
};
