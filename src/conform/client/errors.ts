/** A rule was broken. Both texts say of whom they speak: the sender, the newcomer, the others. */
export class Failed extends Error {
  override readonly name = 'Failed';

  constructor(
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`expected ${expected}; came ${actual}`);
  }
}

/** A rule can't be judged on this server. */
export class Skipped extends Error {
  override readonly name = 'Skipped';

  constructor(readonly reason: string) {
    super(reason);
  }
}

/** There is no server to judge. The message is why, in words. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
