/** The id that a client puts on a request, and finds on its answer. */
export type RequestId = string | number;

/** The mark on a command: the request's id, and whether the answer is to be in the words of `chat`. */
export const encodeTag = (id: RequestId | undefined, plain: boolean): string | undefined => {
  const packed = id === undefined ? '' : JSON.stringify(id);
  return plain ? `/${packed}` : packed || undefined;
};

export const decodeTag = (tag: string): { readonly id: RequestId | undefined; readonly plain: boolean } => {
  const plain = tag.startsWith('/');
  const packed = plain ? tag.slice(1) : tag;
  return { id: packed === '' ? undefined : (JSON.parse(packed) as RequestId), plain };
};
