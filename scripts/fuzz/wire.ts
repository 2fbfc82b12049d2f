/** What must not stand in what anybody is sent: C0 but the newline, DEL, C1, separators, embeddings, overrides, isolates. */
// eslint-disable-next-line no-control-regex -- it is about control characters
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
// eslint-disable-next-line no-control-regex -- it is about control characters
const NOT_IN_HTTP = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const CONTEXT = 40;

/** What a server answers to telnet's commands: WILL, WONT, DONT with an option, and DM. */
const TELNET = /\xff(?:[\xfb\xfc\xfe][^]|\xf2)/g;
const HALF = /\xff[\xfb\xfc\xfe]?$/;

/** Looks at the bytes that a client is sent, as they come: they are UTF-8, and all of it is printable. */
export class Wire {
  bytes = 0;
  readonly violations: string[] = [];
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #broken = false;
  #half = '';
  readonly #unprintable: RegExp;

  /** With `http`, carriage returns may stand in it: an HTTP client is answered in its protocol. */
  constructor(http = false) {
    this.#unprintable = http ? NOT_IN_HTTP : UNPRINTABLE;
  }

  /** The text of a chunk; what is cut at its end comes with the next. */
  take(chunk: Buffer): string {
    this.bytes += chunk.length;
    if (this.#broken) return '';
    const text = this.#decode(this.#withoutTelnet(chunk));
    const found = this.#unprintable.exec(text);
    if (found) {
      const around = text.slice(Math.max(0, found.index - CONTEXT), found.index + CONTEXT);
      this.violations.push(`not printable: ${JSON.stringify(found[0])} in ${JSON.stringify(around)}`);
    }
    return text;
  }

  /** The server has ended it: nothing may be left of a character. */
  end(): void {
    if (this.#half !== '') this.violations.push('half a telnet command at its end');
    if (!this.#broken) this.#decode();
  }

  #withoutTelnet(chunk: Buffer): Buffer {
    const bytes = (this.#half + chunk.toString('latin1')).replace(TELNET, '');
    this.#half = HALF.exec(bytes)?.[0] ?? '';
    return Buffer.from(bytes.slice(0, bytes.length - this.#half.length), 'latin1');
  }

  #decode(chunk?: Buffer): string {
    try {
      return chunk ? this.#decoder.decode(chunk, { stream: true }) : this.#decoder.decode();
    } catch {
      this.#broken = true;
      this.violations.push(`no UTF-8: ${chunk ? chunk.toString('base64') : 'its end'}`);
      return '';
    }
  }
}
