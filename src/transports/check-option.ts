import { ChatError } from '../chat';

/** The limits of an option that takes a number; both are values too. */
export interface NumberBounds {
  /** @default 0 */
  readonly min?: number;
  /** @default the greatest finite number */
  readonly max?: number;
}

/** Throws a `ChatError` if an option is no finite number within its limits. */
export const checkNumber = (name: string, value: number, bounds: NumberBounds = {}): void => {
  const { min = 0, max = Number.MAX_VALUE } = bounds;
  if (typeof value === 'number' && value >= min && value <= max) return;
  const range = max === Number.MAX_VALUE ? `from ${min} up` : `from ${min} to ${max}`;
  throw new ChatError(
    'RX_CHAT_OPTION',
    `${name} is ${String(value)}: it takes a number ${range}${min === 0 ? ', 0 switches it off' : ''}`,
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

/** The same for texts that a user must type: they have no line break. */
export const checkLine = (name: string, value: string | undefined): void => {
  checkText(name, value);
  if (value !== undefined && /[\r\n]/.test(value))
    throw new ChatError('RX_CHAT_OPTION', `${name} has a line break: nobody could type it`);
};
