import type { Socket } from 'node:net';

/** One connection of a reference server. */
export interface Guest {
  readonly socket: Socket;
  /** Empty until it has entered. */
  name: string;
  room: string;
  /** How many bad names it gave. */
  tries: number;
}

/** What a kind of server makes of what happens to a connection. */
export interface Manners {
  readonly greet: (guest: Guest) => void;
  readonly hear: (guest: Guest, line: string) => void;
  readonly tooLong: (guest: Guest) => void;
  readonly leave: (guest: Guest) => void;
}
