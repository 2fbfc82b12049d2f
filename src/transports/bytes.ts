/** The byte that ends a line. */
export const LF = 0x0a;

export const EMPTY_BUFFER = Buffer.alloc(0);
