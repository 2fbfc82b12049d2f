/** The commands of telnet: RFC 854, and from EOF to EOR those of RFC 1184 and RFC 885. */
export const TelnetCode = {
  EOF: 236,
  SUSP: 237,
  ABORT: 238,
  EOR: 239,
  SE: 240,
  NOP: 241,
  DM: 242,
  BRK: 243,
  IP: 244,
  AO: 245,
  AYT: 246,
  EC: 247,
  EL: 248,
  GA: 249,
  SB: 250,
  WILL: 251,
  WONT: 252,
  DO: 253,
  DONT: 254,
  IAC: 255,
} as const;

/** The one accepted option (RFC 860): a client that requests it shows nothing until the answer. */
export const TIMING_MARK = 6;
