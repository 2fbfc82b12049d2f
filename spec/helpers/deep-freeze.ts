import { LayeredMap } from '../../src/chat/model/layered-map';

const refuse = (): never => {
  throw new Error('this was to stay as it is');
};

const WRITERS = ['set', 'add', 'delete', 'clear'];

type Collection = ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;

const isCollection = (value: object): value is Collection =>
  value instanceof Map || value instanceof Set || value instanceof LayeredMap;

/**
 * Makes whatever would change a value throw: objects, arrays, Maps, Sets, and all that is in them. A history's array of
 * messages grows behind every window on it, so of these only what is in them is frozen.
 */
export const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (isCollection(value)) {
    for (const method of WRITERS) Object.defineProperty(value, method, { value: refuse });
    Object.freeze(value);
    for (const part of value) deepFreeze(part);
    return value;
  }
  const grows = 'messages' in value ? value.messages : undefined;
  Object.freeze(value);
  for (const part of Object.values(value)) if (part !== grows) deepFreeze(part);
  if (Array.isArray(grows)) grows.forEach(deepFreeze);
  return value;
};
