import { Store } from '../../src/journals/store/store';
import type { Disk } from './journal-contract';

type Go = (error?: Error) => void;

/** Stands between all stores and their disks; afterwards it is gone. */
export const heldDisk = (): Disk => {
  let holds = false;
  let held: Go[] = [];
  let waiting: ((go: Go) => void)[] = [];
  beforeEach(() => {
    [holds, held, waiting] = [false, [], []];
    const write = Store.prototype.write; // eslint-disable-line @typescript-eslint/unbound-method -- it is called with its store below
    jest.spyOn(Store.prototype, 'write').mockImplementation(async function (this: Store, what) {
      if (holds)
        await new Promise<void>((resolve, reject) => {
          const go: Go = (error) => (error ? reject(error) : resolve());
          const first = waiting.shift();
          if (first) first(go);
          else held.push(go);
        });
      return write.call(this, what);
    });
  });
  afterEach(() => {
    holds = false;
    for (const go of held) go();
    jest.restoreAllMocks();
  });
  return {
    hold: () => {
      holds = true;
    },
    letGo: async (error) => {
      const go = held.shift() ?? (await new Promise<Go>((resolve) => waiting.push(resolve)));
      go(error);
    },
  };
};
