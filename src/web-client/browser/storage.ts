/** The state of this tab that survives a reload. It may be forbidden, or full: then a reload begins again. */
export const readItem = (key: string): string | null => {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
};

/** Keeps a text, or drops it. */
export const writeItem = (key: string, text: string | undefined): void => {
  try {
    if (text === undefined || text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // As above. The stored state is older than the current one, and must not return.
    removeItem(key);
  }
};

const removeItem = (key: string): void => {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing can be kept here.
  }
};
