const IAC = 0xff;
const SB = 0xfa;
const SE = 0xf0;
const WILL = 0xfb;

type State = 'text' | 'command' | 'option' | 'sub' | 'sub-command';

/**
 * Takes telnet's commands (RFC 854) out of a byte stream, also those that a chunk's end cuts in two. A 0xFF that no
 * command follows is no telnet, and stays.
 */
export class Telnet {
  #state: State = 'text';

  strip(chunk: Buffer): Buffer {
    if (this.#state === 'text' && !chunk.includes(IAC)) return chunk;
    const text: number[] = [];
    for (const byte of chunk) this.#state = this.#step(byte, text);
    return Buffer.from(text);
  }

  #step(byte: number, text: number[]): State {
    switch (this.#state) {
      case 'text':
        if (byte === IAC) return 'command';
        text.push(byte);
        return 'text';
      case 'command':
        if (byte < SE) text.push(IAC, byte);
        if (byte === IAC) text.push(IAC);
        return byte === SB ? 'sub' : byte >= WILL && byte < IAC ? 'option' : 'text';
      case 'option':
        return 'text';
      case 'sub':
        return byte === IAC ? 'sub-command' : 'sub';
      case 'sub-command':
        return byte === SE ? 'text' : 'sub';
    }
  }
}
