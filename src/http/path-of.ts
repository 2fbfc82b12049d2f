/** Where a request goes, without what stands behind a question mark. */
export const pathOf = (url = '/'): string => url.replace(/[?#].*$/s, '');
