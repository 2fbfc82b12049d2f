import { ChatError } from '../chat';

/** Throws a `ChatError` if an option is no number from 0 up to the most that it takes. */
export const checkNumber = (name: string, value: number, most = Number.MAX_VALUE): void => {
  if (value >= 0 && value <= most) return;
  const range = most === Number.MAX_VALUE ? 'from 0 up' : `from 0 to ${most}`;
  throw new ChatError(
    'RX_CHAT_OPTION',
    `${name} is ${String(value)}: it takes a number ${range}, 0 switches it off`,
  );
};
