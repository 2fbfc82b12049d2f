/** A ban or a mute on a name or an address. */
export interface Sanction {
  /** The name or address, as it is shown. */
  readonly whom: string;
  /** Its end, in ms, by the clock of the log; without it, it has no end. */
  readonly until?: number;
}

/** Bans or mutes, by the comparison keys of their names and by address. Some may have ended. */
export type Sanctions = ReadonlyMap<string, Sanction>;

/** How many of a kind there may be. */
export const MAX_SANCTIONS = 10_000;

const isActive = ({ until = Infinity }: Sanction, at: number): boolean => until > at;

/** The one on any of those keys that has not run out. */
export const activeSanction = (
  sanctions: Sanctions,
  keys: readonly string[],
  at: number,
): Sanction | undefined => {
  if (sanctions.size === 0) return undefined;
  for (const key of keys) {
    const sanction = sanctions.get(key);
    if (sanction && isActive(sanction, at)) return sanction;
  }
  return undefined;
};

/** With one more, and without those that have run out; undefined if there are too many. */
export const impose = (
  sanctions: Sanctions,
  keys: readonly string[],
  sanction: Sanction,
  at: number,
): Sanctions | undefined => {
  const kept = new Map([...sanctions].filter(([, each]) => isActive(each, at)));
  for (const key of keys) kept.set(key, sanction);
  return new Set(kept.values()).size > MAX_SANCTIONS ? undefined : kept;
};

/** Without the one on any of those keys, under whichever keys it stands. */
export const lift = (sanctions: Sanctions, keys: readonly string[]): Sanctions => {
  const lifted = new Set(keys.map((key) => sanctions.get(key)));
  return new Map([...sanctions].filter(([, sanction]) => !lifted.has(sanction)));
};

/** Those that have not run out, each once. */
export const inForce = (sanctions: Sanctions, at: number): readonly Sanction[] =>
  [...new Set(sanctions.values())].filter((sanction) => isActive(sanction, at));

/** The key of a ban on an address. No key of a name has a colon. */
export const addressKey = (address: string): string => `address:${address}`;
