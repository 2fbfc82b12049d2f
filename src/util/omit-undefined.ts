type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** The result of `omitUndefined`: an optional property is missing, or has a value. */
export type OmitUndefined<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> };

/** The options that have a value. */
export const omitUndefined = <T extends object>(options: T): OmitUndefined<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
