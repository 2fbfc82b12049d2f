/** An element of XML, with the text in it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decode = (text: string): string => {
  // eslint-disable-next-line no-control-regex -- XML 1.0 has no such characters
  if (/[<>"]|&(?!(amp|lt|gt|quot|apos);)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new Error(`not well-formed: ${JSON.stringify(text)}`);
  return text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '');
};

const attributesOf = (text: string): Readonly<Record<string, string>> => {
  const all = [...text.matchAll(/\s+(\w+)="([^"]*)"/g)];
  if (all.map(([whole]) => whole).join('') !== text) throw new Error(`not well-formed: ${text}`);
  return Object.fromEntries(all.map(([, name = '', value = '']) => [name, decode(value)]));
};

/** Reads the little XML that a test needs, and throws if it is not well-formed. */
export const readXml = (xml: string): Element => {
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, close, name = '', attributes = '', empty, text] of body.matchAll(
    /<(\/?)([a-z]+)((?:\s+\w+="[^"]*")*)(\/?)>|([^<]+)/g,
  )) {
    const parent = open.at(-1);
    if (!parent) throw new Error('not well-formed: more ends than beginnings');
    if (text !== undefined) parent.text += decode(text);
    else if (close === '/') {
      if (open.pop()?.name !== name) throw new Error(`not well-formed: </${name}>`);
    } else {
      const element: Element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  const [only, ...others] = root.children;
  if (!only || others.length > 0 || open.length !== 1) throw new Error('not well-formed: one root is needed');
  return only;
};
